using System.Text;
using ActorPipeline.Log;
using Akka.Streams;
using Akka.Streams.Dsl;
using Xunit;

namespace ActorPipeline.AkkaStreams.Tests;

/// <summary>What a <see cref="LogSource"/> does over every event log.</summary>
public abstract class LogSourceConformance : StreamTest
{
    private const int Partitions = 3;
    private const int SmallBatch = 64;

    private protected WatchedLog Log { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Log = new WatchedLog(Open());
        await Log.EnsureTopicAsync(Topic, Partitions, Ended);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Log.DisposeAsync();
        Assert.Empty(Log.Violations);
    }

    protected abstract IEventLog Open();

    [Fact]
    public async Task Records_of_several_partitions_come_complete_and_in_order()
    {
        foreach (var partition in Enumerable.Range(0, Partitions))
        {
            await AppendAsync(Log, At(partition), Numbers(partition * 10_000, 1_000));
        }

        var batches = await ReadAllAsync(await UpToNowAsync(Partitions));

        foreach (var partition in Enumerable.Range(0, Partitions))
        {
            var own = batches.Where(batch => batch.Partition == At(partition)).ToList();
            Assert.Equal(Enumerable.Range(partition * 10_000, 1_000).Select(number => $"{number}"), TextsOf(own));
            AssertGapless(own, 0, 1_000);
        }
    }

    [Fact]
    public async Task Records_come_as_they_were_appended()
    {
        NewRecord[] records =
        [
            new("first"u8.ToArray(), 1_500_000_000_123, RecordHeaders.Encode(("Host", "example.org"), ("X", "ü"))),
            new(Array.Empty<byte>(), 7),
            new("keyed"u8.ToArray(), 8, Key: new byte[] { 0, 255, 9 }),
        ];
        await AppendAsync(Log, At(0), records);

        var batches = await ReadAllAsync([new LogSubscription(At(0), 0, 3)]);

        Assert.Equal(records.Select(Describe), batches.SelectMany(batch => batch.ToNewRecords()).Select(Describe));
        Assert.Equal([0L, 1, 2], batches.SelectMany(batch => batch.Records.ToArray()).Select(record => record.Offset));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(17, 42)]
    [InlineData(50, 50)]
    [InlineData(60, 50)]
    [InlineData(99, 100)]
    public async Task A_range_is_read_and_nothing_beside_it(long from, long to)
    {
        await AppendAsync(Log, At(1), Numbers(0, 100));

        var batches = await ReadAllAsync([new LogSubscription(At(1), from, to)]);

        Assert.Equal(Enumerable.Range((int)from, (int)Math.Max(0, to - from)).Select(number => $"{number}"), TextsOf(batches));
    }

    [Fact]
    public async Task A_group_continues_where_it_has_committed_and_else_at_the_oldest_record()
    {
        await AppendAsync(Log, At(0), Numbers(0, 20));
        await Log.CommitAsync("somebody", At(0), new GroupCommit(11, ""), Ended);

        Assert.Equal("0", await FirstAsync("nobody"));
        Assert.Equal("11", await FirstAsync("somebody"));
    }

    [Fact]
    public async Task What_comes_after_the_end_is_waited_for_until_the_source_is_stopped()
    {
        await AppendAsync(Log, At(0), Numbers(0, 5));
        var (control, read) = LogSource.PlainSource(Log, [new LogSubscription(At(0), 5)])
            .ToMaterialized(Sink.Queue<PartitionBatch>(), Keep.Both).Run(Materializer);
        var first = read.PullAsync();
        await AppendAsync(Log, At(0), Texts("late"));
        Assert.Equal(["late"], TextsOf((await SoonAsync(first)).Value));
        var second = read.PullAsync();

        await SoonAsync(control.StopAsync());

        Assert.False((await SoonAsync(second)).HasValue);
        Assert.Equal(0, Log.OpenReaders);
    }

    [Fact]
    public async Task A_source_that_is_stopped_before_it_has_started_completes()
    {
        var (control, completion) = LogSource.PlainSource(Log, [new LogSubscription(At(0), 0)])
            .ToMaterialized(Sink.Seq<PartitionBatch>(), Keep.Both).Run(Materializer);

        await SoonAsync(control.StopAsync());

        Assert.Empty(await SoonAsync(completion));
        Assert.Equal(0, Log.OpenReaders);
    }

    [Fact]
    public async Task Cancellation_disposes_of_readers_that_wait_and_of_those_that_have_read()
    {
        await AppendAsync(Log, At(1), Numbers(0, 100));
        var live = Enumerable.Range(0, Partitions).Select(partition => new LogSubscription(At(partition), 0)).ToList();

        var (control, first) = LogSource.PlainSource(Log, live, SmallBatch).ToMaterialized(Sink.First<PartitionBatch>(), Keep.Both).Run(Materializer);

        Assert.Equal(At(1), (await SoonAsync(first)).Partition);
        await SoonAsync(control.IsShutdown);
        Assert.Equal(0, Log.OpenReaders);
    }

    [Fact]
    public async Task A_materializer_that_is_shut_down_disposes_of_readers()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Log.BeforeRead = _ =>
        {
            reading.TrySetResult();
            return Task.CompletedTask;
        };
        var control = LogSource.PlainSource(Log, [new LogSubscription(At(0), 0)]).To(Sink.Ignore<PartitionBatch>()).Run(Materializer);
        await SoonAsync(reading.Task);

        Materializer.Shutdown();

        await SoonAsync(control.IsShutdown);
        Assert.Equal(0, Log.OpenReaders);
    }

    [Fact]
    public async Task A_slow_consumer_stops_the_reading()
    {
        await AppendAsync(Log, At(0), Numbers(0, 2_000));
        var ahead = new List<int>();
        var taken = 0;

        await SoonAsync(LogSource.PlainSource(Log, [new LogSubscription(At(0), 0, 2_000)], SmallBatch).RunForeach(
            batch =>
            {
                taken++;
                ahead.Add(Log.Reads - taken);
            },
            Materializer));

        // The one read ahead; of 2,000 records in batches of 64 bytes, more than 100 could be.
        Assert.True(taken > 100);
        Assert.InRange(ahead.Max(), 0, 1);
    }

    [Fact]
    public async Task A_partition_with_much_to_read_does_not_hold_up_the_others()
    {
        await AppendAsync(Log, At(0), Numbers(0, 3_000));
        await AppendAsync(Log, At(1), Numbers(0, 1));

        var batches = await ReadAllAsync(await UpToNowAsync(Partitions));

        Assert.True(batches.Count > 100);
        Assert.InRange(batches.FindIndex(batch => batch.Partition == At(1)), 0, 50);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public async Task An_offset_that_the_log_does_not_hold_fails_the_stream(long offset)
    {
        await AppendAsync(Log, At(0), Numbers(0, 5));

        await Assert.ThrowsAsync<OffsetOutOfRangeException>(() => ReadAllAsync([new LogSubscription(At(0), offset)]));

        Assert.Equal(0, Log.OpenReaders);
    }

    [Fact]
    public async Task A_topic_that_is_missing_fails_the_stream() =>
        await Assert.ThrowsAsync<EventLogException>(() => ReadAllAsync([new LogSubscription(At(0, "missing"), 0)]));

    [Fact]
    public async Task A_committed_offset_that_was_trimmed_away_is_told_of_and_not_skipped()
    {
        await FillAndTrimAsync();
        await Log.CommitAsync("group", At(0), new GroupCommit(1, ""), Ended);

        var source = LogSource.CommittableSource(Log, "group", [At(0)]);

        await Assert.ThrowsAsync<OffsetOutOfRangeException>(() => SoonAsync(source.RunWith(Sink.Ignore<CommittableBatch>(), Materializer)));
    }

    [Fact]
    public async Task A_log_that_is_trimmed_under_a_reader_leaves_no_gap()
    {
        await AppendAsync(Log, At(0), Numbers(0, 2_000));
        var read = new List<PartitionBatch>();

        var run = LogSource.PlainSource(Log, [new LogSubscription(At(0), 0, 2_000)], SmallBatch)
            .SelectAsync(1, TrimAfterThirdAsync).RunForeach(read.Add, Materializer);
        var failure = await Record.ExceptionAsync(() => SoonAsync(run));

        // A log may keep more than it must: then all of it comes.
        AssertGapless(read, 0, failure is null ? 2_000 : read[^1].Next);
        Assert.True(failure is null or EventLogException, $"{failure}");

        async Task<PartitionBatch> TrimAfterThirdAsync(PartitionBatch batch)
        {
            if (read.Count == 3)
            {
                await Log.TrimAsync(At(0), 1_500, Ended);
            }

            return batch;
        }
    }

    [Fact]
    public async Task A_reader_that_fails_is_started_again_from_the_last_commit_and_loses_nothing()
    {
        await AppendAsync(Log, At(0), Numbers(0, 1_000));
        await AppendAsync(Log, At(2), Numbers(1_000, 1_000));
        Log.BeforeRead = number => number % 37 == 0 ? throw new EventLogException($"read {number} fails") : Task.CompletedTask;
        var starts = 0;
        var restarts = RestartSettings.Create(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), 0);

        var source = RestartSource.OnFailuresWithBackoff(
            () =>
            {
                starts++;
                return LogSource.CommittableSource(Log, "group", [At(0), At(2)], SmallBatch);
            },
            restarts);
        var done = new List<CommittableBatch>();
        var committed = source
            .Select(batch =>
            {
                done.Add(batch);
                return batch.Offset;
            })
            .Via(Committer.Flow(Log, new CommitterSettings { MaxBatch = 5 }))
            .TakeWhile(_ => !IsCommitted(At(0), 1_000) || !IsCommitted(At(2), 1_000))
            .RunWith(Sink.Ignore<CommittableOffsetBatch>(), Materializer);
        await SoonAsync(committed);

        Assert.True(starts > 2, $"{starts} starts");
        Assert.Equal(Enumerable.Range(0, 2_000).Select(number => $"{number}").Order(), TextsOf(done.Select(batch => batch.Batch)).Distinct().Order());
        Assert.All(done.GroupBy(batch => batch.Batch.Partition), AssertOnlyRepeatsWhatWasNotCommitted);
    }

    [Fact]
    public async Task A_reader_that_cannot_be_closed_is_told_of()
    {
        var inner = new EventLogException("close fails");
        Log.CloseFailure = inner;
        await AppendAsync(Log, At(0), Numbers(0, 5));
        var control = LogSource.PlainSource(Log, [new LogSubscription(At(0), 0, 5)]).To(Sink.Ignore<PartitionBatch>()).Run(Materializer);

        Assert.Same(inner, await Assert.ThrowsAsync<EventLogException>(() => SoonAsync(control.IsShutdown)));
    }

    [Fact]
    public async Task A_stream_that_is_stopped_has_committed_what_it_has_taken()
    {
        await AppendAsync(Log, At(0), Numbers(0, 500));
        var taken = 0L;
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var (control, committed) = LogSource.CommittableSource(Log, "group", [At(0)], SmallBatch)
            .Select(batch =>
            {
                taken = batch.Offset.Offset;
                if (taken >= 250)
                {
                    half.TrySetResult();
                }

                return batch.Offset;
            })
            .ToMaterialized(Committer.Sink(Log), Keep.Both)
            .Run(Materializer);
        await SoonAsync(half.Task);
        await SoonAsync(control.StopAsync());
        await SoonAsync(committed);

        Assert.True(taken >= 250);
        Assert.Equal(taken, (await Log.CommittedAsync("group", At(0), Ended))!.Offset);
    }

    protected static void AssertGapless(IReadOnlyList<PartitionBatch> batches, long from, long to)
    {
        Assert.Equal([from, .. batches.Select(batch => batch.Next)], [.. batches.Select(batch => batch.From), to]);
        Assert.All(batches, batch => Assert.All(batch.Records.ToArray(), record => Assert.InRange(record.Offset, batch.From, batch.Next - 1)));
    }

    private protected async Task<List<PartitionBatch>> ReadAllAsync(IReadOnlyList<LogSubscription> subscriptions)
    {
        var batches = await SoonAsync(LogSource.PlainSource(Log, subscriptions, SmallBatch).RunWith(Sink.Seq<PartitionBatch>(), Materializer));

        // Whoever sees a stream complete may close the log.
        Assert.Equal(0, Log.OpenReaders);
        return [.. batches];
    }

    private protected async Task<List<LogSubscription>> UpToNowAsync(int partitions)
    {
        var subscriptions = new List<LogSubscription>();
        foreach (var partition in Enumerable.Range(0, partitions).Select(partition => At(partition)))
        {
            var range = await Log.RangeAsync(partition, Ended);
            subscriptions.Add(new LogSubscription(partition, range.Start, range.End));
        }

        return subscriptions;
    }

    private async Task<string> FirstAsync(string group)
    {
        var first = LogSource.CommittableSource(Log, group, [At(0)]).RunWith(Sink.First<CommittableBatch>(), Materializer);
        return TextsOf((await SoonAsync(first)).Batch).First();
    }

    // Enough for the embedded log to have whole files to give back.
    private async Task FillAndTrimAsync()
    {
        var before = 0L;
        while ((await Log.RangeAsync(At(0), Ended)).Start == 0)
        {
            await AppendAsync(Log, At(0), [.. Enumerable.Repeat(new NewRecord(new byte[1_000], 1), 40)]);
            before += 40;
            await Log.TrimAsync(At(0), before, Ended);
        }
    }

    private bool IsCommitted(TopicPartition partition, long offset) =>
        Log.Commits.Any(commit => commit.Partition == partition && commit.Commit.Offset == offset);

    // A batch begins where the one before ended, or, after a restart, at an offset that had been committed.
    private void AssertOnlyRepeatsWhatWasNotCommitted(IGrouping<TopicPartition, CommittableBatch> batches)
    {
        var known = Log.Commits.Where(commit => commit.Partition == batches.Key).Select(commit => commit.Commit.Offset).Append(0).ToHashSet();
        var next = 0L;
        foreach (var batch in batches.Select(committable => committable.Batch))
        {
            Assert.True(batch.From == next || (batch.From < next && known.Contains(batch.From)), $"{batch.Partition}: {batch.From} after {next}");
            next = batch.Next;
        }
    }

    private static string Describe(NewRecord record) => string.Join(
        '|',
        record.TimestampMs,
        Convert.ToHexString(record.Key.Span),
        Encoding.UTF8.GetString(record.Value.Span),
        string.Join(',', record.Headers.Decode()));
}
