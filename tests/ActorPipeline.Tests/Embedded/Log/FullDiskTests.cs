using ActorPipeline.Log;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Log;

public sealed class FullDiskTests
{
    private static readonly TopicPartition Partition = new("t", 0);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writers_fail_readers_go_on_and_a_new_writer_works_when_there_is_space_again()
    {
        using var disk = SmallDisk.MountOrSkip(8);
        await using var logs = new EmbeddedLogs(Path.Combine(disk.Path, "data"));
        await logs.Log.EnsureTopicAsync("t", 1, Ended);
        await using var reader = await logs.Log.OpenReaderAsync(Partition, 0, Ended);
        var acknowledged = await AppendUntilFailureAsync(logs.Log, disk);

        Assert.Equal(acknowledged, await CountAsync(reader, acknowledged));
        disk.Free();
        await using var next = await logs.Log.OpenWriterAsync("t", Ended);
        var offset = await next.AppendAsync(0, new NewRecord[1], Ended);

        Assert.InRange(offset, acknowledged, acknowledged + 100);
        Assert.Equal(offset + 1 - acknowledged, await CountAsync(reader, offset + 1 - acknowledged));
    }

    [Fact]
    public async Task A_log_that_ran_full_is_whole_after_a_restart()
    {
        using var disk = SmallDisk.MountOrSkip(8);
        long acknowledged;
        await using (var logs = new EmbeddedLogs(Path.Combine(disk.Path, "data")))
        {
            await logs.Log.EnsureTopicAsync("t", 1, Ended);
            acknowledged = await AppendUntilFailureAsync(logs.Log, disk);
        }

        disk.Free();
        await using var reopened = new EmbeddedLogs(Path.Combine(disk.Path, "data"));
        await using var reader = await reopened.Log.OpenReaderAsync(Partition, 0, Ended);

        Assert.Equal(acknowledged, await CountAsync(reader, acknowledged));
    }

    /// <summary>Appends on a full disk until it fails, and checks that the writer stays broken.</summary>
    private static async Task<long> AppendUntilFailureAsync(IEventLog log, SmallDisk disk)
    {
        await using var writer = await log.OpenWriterAsync("t", Ended);
        var records = Enumerable.Repeat(new NewRecord(new byte[1000], 0), 100).ToArray();
        var acknowledged = await writer.AppendAsync(0, records, Ended) + records.Length;
        disk.Fill();
        var failed = await Assert.ThrowsAsync<LogWriterFailedException>(async () =>
        {
            while (true)
            {
                acknowledged = await writer.AppendAsync(0, records, Ended) + records.Length;
            }
        });

        Assert.Contains("space", failed.Message, StringComparison.OrdinalIgnoreCase);
        await Assert.ThrowsAsync<LogWriterFailedException>(async () => await writer.AppendAsync(0, records, Ended));
        return acknowledged;
    }

    private static async Task<long> CountAsync(ILogReader reader, long wanted)
    {
        var count = 0L;
        while (count < wanted)
        {
            count += (await reader.ReadAsync((int)Math.Min(1 << 20, (wanted - count) * 1000), Ended)).Count;
        }

        return count;
    }
}
