using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.Log;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.TestKit.Log;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Emission;

public class TopicSinkTests
{
    private static readonly RowTopics Topics = new(RowTextFormat.Delimited, AreShared: false, Prefix: "out-");

    private static readonly PipelineDefinition Pipeline = EmittedBatch.Pipeline with { Emit = new EmitDefinition { Topics = Topics } };

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_stand_in_the_partition_of_their_shard_keyed_and_dated_when_they_were_emitted()
    {
        var clock = new VirtualTimeProvider();
        var log = await OpenAsync(new InMemoryEventLog(clock));
        await using var sink = new TopicSink(Pipeline, Topics, log, clock);

        await sink.WriteAsync([EmittedBatch.Of(shard: 2).With("t"u8, "p"u8, "c"u8).With("t"u8, "q"u8, "c"u8)], Ended);

        var records = log.Everything(new TopicPartition("out-visits", 2));
        Assert.Equal(["2017-01-25T14:02:00Z\tc\tt\tp", "2017-01-25T14:02:00Z\tc\tt\tq"], records.Select(record => Text(record.Key)));
        Assert.All(records, record => Assert.StartsWith(Text(record.Key) + "\t", Text(record.Value), StringComparison.Ordinal));
        Assert.All(records, record => Assert.Equal(clock.GetUtcNow().ToUnixTimeMilliseconds(), record.TimestampMs));
        Assert.All(records, record => Assert.True(record.Headers.IsEmpty));
        Assert.Empty(log.Everything(new TopicPartition("out-visits", 0)));
    }

    [Fact]
    public async Task A_correction_bears_its_revision_in_a_header()
    {
        var log = await OpenAsync(new InMemoryEventLog());
        await using var sink = new TopicSink(Pipeline, Topics, log, TimeProvider.System);

        await sink.WriteAsync([EmittedBatch.Of(revision: 3).With("t"u8, "p"u8, "c"u8)], Ended);

        Assert.Equal([("ap-revision", "3")], Assert.Single(log.Everything(new TopicPartition("out-visits", 0))).Headers.Decode());
    }

    [Fact]
    public async Task Many_batches_go_through_the_same_memory_and_none_overwrites_another()
    {
        var log = await OpenAsync(new InMemoryEventLog());
        await using var sink = new TopicSink(Pipeline, Topics, log, TimeProvider.System);
        var batches = Enumerable.Range(0, 50).Select(Numbered).ToList();

        await sink.WriteAsync(batches, Ended);

        var pages = log.Everything(new TopicPartition("out-visits", 0)).Select(record => Text(record.Key).Split('\t')[3]);
        Assert.Equal(Enumerable.Range(0, 50).SelectMany(batch => Enumerable.Range(0, 20 + batch).Select(row => $"{batch}-{row}")), pages);
    }

    [Fact]
    public async Task Whatever_the_log_refuses_the_last_value_of_every_row_is_its_newest_revision()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var plan = new FaultPlan(new FaultRates { AppendRefused = 0.2, AppendUnknown = 0.2 }, seed);
            var log = await OpenAsync(new InMemoryEventLog(plan: plan));
            await using var sink = new TopicSink(Pipeline, Topics, log, TimeProvider.System);
            var random = new Random(seed);
            var newest = new Dictionary<string, int>();
            for (var revision = 0; revision < 10; revision++)
            {
                await WriteUntilTakenAsync(sink, Draw(random, revision, newest));
            }

            var last = log.Everything(new TopicPartition("out-visits", 0)).GroupBy(record => Text(record.Key)).ToDictionary(group => group.Key.Split('\t')[3], group => RevisionOf(group.Last()));
            Assert.True(plan.Count > 0, "faults were injected");
            Assert.Equal(newest.OrderBy(row => row.Key, StringComparer.Ordinal), last.OrderBy(row => row.Key, StringComparer.Ordinal));
        }
    }

    private static async Task<InMemoryEventLog> OpenAsync(InMemoryEventLog log)
    {
        await log.EnsureTopicAsync("out-visits", EmittedBatch.Pipeline.Shards, Ended);
        return log;
    }

    private static RowBatch Numbered(int number)
    {
        var batch = EmittedBatch.Of();
        for (var row = 0; row < 20 + number; row++)
        {
            batch.With("t"u8, Encoding.UTF8.GetBytes($"{number}-{row}"), "c"u8);
        }

        return batch;
    }

    private static List<RowBatch> Draw(Random random, int revision, Dictionary<string, int> newest)
    {
        var batches = new List<RowBatch>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var page = $"{random.Next(6)}";
            newest[page] = revision;
            batches.Add(EmittedBatch.Of(revision: revision).With("t"u8, Encoding.UTF8.GetBytes(page), "c"u8));
        }

        return batches;
    }

    private static async Task WriteUntilTakenAsync(TopicSink sink, List<RowBatch> batches)
    {
        while (true)
        {
            try
            {
                await sink.WriteAsync(batches, Ended);
                return;
            }
            catch (EventLogException)
            {
                // As the flusher does: all of them again.
            }
        }
    }

    private static int RevisionOf(LogRecord record) =>
        record.Headers.TryGet("ap-revision"u8, out var revision) ? int.Parse(revision, CultureInfo.InvariantCulture) : 0;

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
