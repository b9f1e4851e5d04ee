using System.Globalization;
using ActorPipeline.Embedded;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging.Abstractions;

// A process that tests kill: it appends to the event log in the folder given, and prints what was acknowledged, until it dies.
const int Partitions = 2;
using var folder = DataFolder.Open(args[0]);
var options = new EmbeddedLogOptions { PageSizeBits = 16, SegmentSizeBits = 20, IndexEntriesPerPartition = 64 };
await using var log = new EmbeddedEventLog(folder, options, TimeProvider.System, new Random(1), NullLogger<EmbeddedEventLog>.Instance);
await log.EnsureTopicAsync("t", Partitions, CancellationToken.None);
await using var writer = await log.OpenWriterAsync("t", CancellationToken.None);
await Task.WhenAll(Enumerable.Range(0, Partitions).Select(AppendForEverAsync));

async Task AppendForEverAsync(int partition)
{
    for (var call = 0; ; call++)
    {
        // Each call tells its own size, so that half a call would show; now and then one is larger than a page.
        var records = new NewRecord[call % 50 == 7 ? 400 : 1 + (call % 5)];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = new NewRecord(BitConverter.GetBytes(call).Concat(BitConverter.GetBytes(records.Length)).Concat(new byte[300]).ToArray(), call);
        }

        var offset = await writer.AppendAsync(partition, records, CancellationToken.None);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{partition} {offset} {records.Length}"));
        Console.Out.Flush();
    }
}
