using System.Globalization;
using ActorPipeline.Log;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Log;

/// <summary>A process that appends is killed without warning.</summary>
public sealed class KilledWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(30)]
    [InlineData(400)]
    public async Task Everything_acknowledged_is_there_and_no_call_by_half(int acknowledgements)
    {
        var ended = TestContext.Current.CancellationToken;
        var acknowledged = await AppendAndKillAsync(acknowledgements, ended);

        await using var logs = new EmbeddedLogs(_folder.Of("data"));

        for (var partition = 0; partition < 2; partition++)
        {
            var calls = await ReadCallsAsync(logs.Log, new TopicPartition("t", partition), ended);
            Assert.Subset(calls.ToHashSet(), acknowledged.Where(call => call.Partition == partition).ToHashSet());
        }
    }

    [Fact]
    public async Task A_killed_process_leaves_the_folder_to_the_next()
    {
        await AppendAndKillAsync(1, TestContext.Current.CancellationToken);

        await using var logs = new EmbeddedLogs(_folder.Of("data"));

        var range = await logs.Log.RangeAsync(new TopicPartition("t", 0), TestContext.Current.CancellationToken);
        Assert.Equal(0, range.Start);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<List<(int Partition, long Offset, int Count)>> AppendAndKillAsync(int acknowledgements, CancellationToken ended)
    {
        var lines = await VictimProcess.RunAndKillAsync("log", _folder.Of("data"), acknowledgements, ended);
        return [.. lines.Select(line => line.Split(' ')).Select(parts => (Number(parts[0]), (long)Number(parts[1]), Number(parts[2])))];
    }

    /// <summary>Reads a partition back into the calls that made it; fails on a hole, a repetition or half a call.</summary>
    private static async Task<List<(int Partition, long Offset, int Count)>> ReadCallsAsync(IEventLog log, TopicPartition partition, CancellationToken ended)
    {
        var calls = new List<(int, long, int)>();
        var (start, end) = await log.RangeAsync(partition, ended);
        await using var reader = await log.OpenReaderAsync(partition, start, ended);
        var left = 0;
        for (var next = start; next < end;)
        {
            var batch = await reader.ReadAsync(1 << 20, ended);
            for (var i = 0; i < batch.Count; i++, next++)
            {
                Assert.Equal(next, batch[i].Offset);
                if (left == 0)
                {
                    left = BitConverter.ToInt32(batch[i].Value.Span[4..]);
                    calls.Add((partition.Partition, next, left));
                }

                Assert.Equal(calls.Count - 1, BitConverter.ToInt32(batch[i].Value.Span));
                left--;
            }
        }

        Assert.Equal(0, left);
        return calls;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
