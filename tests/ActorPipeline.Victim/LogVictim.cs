using System.Globalization;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Victim;

/// <summary>Appends to two partitions for ever.</summary>
internal static class LogVictim
{
    private const int Partitions = 2;

    internal static async Task RunAsync(string path)
    {
        using var folder = DataFolder.Open(path);
        var options = new EmbeddedLogOptions { PageSizeBits = 16, SegmentSizeBits = 20, IndexEntriesPerPartition = 64 };
        await using var log = new EmbeddedEventLog(folder, options, TimeProvider.System, new Random(1), NullLogger<EmbeddedEventLog>.Instance);
        await log.EnsureTopicAsync("t", Partitions, CancellationToken.None);
        await using var writer = await log.OpenWriterAsync("t", CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => AppendAsync(writer, partition)));
    }

    private static async Task AppendAsync(ILogWriter writer, int partition)
    {
        for (var call = 0; ; call++)
        {
            // Each record tells its call and the call's size, so that half a call would show; now and then one is larger than a page.
            var records = new NewRecord[call % 50 == 7 ? 400 : 1 + (call % 5)];
            byte[] value = [.. BitConverter.GetBytes(call), .. BitConverter.GetBytes(records.Length), .. new byte[300]];
            Array.Fill(records, new NewRecord(value, call));
            var offset = await writer.AppendAsync(partition, records, CancellationToken.None);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{partition} {offset} {records.Length}"));
        }
    }
}
