using ActorPipeline.Log;
using ActorPipeline.TestKit.Log;
using Akka.Streams;
using Akka.Streams.Dsl;
using Xunit;

namespace ActorPipeline.AkkaStreams.Tests;

public sealed class CommitterTests : StreamTest
{
    private readonly ManualTimers _timers = new();
    private readonly WatchedLog _log = new(new InMemoryEventLog());

    [Fact]
    public async Task Offsets_are_committed_after_so_many()
    {
        var batches = await SoonAsync(Offsets(10).Via(Flow(maxBatch: 4)).RunWith(Sink.Seq<CommittableOffsetBatch>(), Materializer));

        Assert.Equal([4, 4, 2], batches.Select(batch => batch.Count));
        Assert.Equal([4L, 8, 10], Committed());
    }

    [Fact]
    public async Task Offsets_are_committed_after_a_while()
    {
        var (upstream, downstream) = Run(maxBatch: 100);
        await SoonAsync(upstream.OfferAsync(Offset(1), Ended));
        var first = await _timers.NextAsync(Ended);
        Assert.Equal(TimeSpan.FromSeconds(5), first.Due);
        Assert.Empty(Committed());

        first.Fire();

        Assert.Equal([Offset(1)], (await SoonAsync(downstream.PullAsync())).Value.Offsets);
        await SoonAsync(upstream.OfferAsync(Offset(2), Ended));
        (await _timers.NextAsync(Ended)).Fire();
        Assert.Equal([Offset(2)], (await SoonAsync(downstream.PullAsync())).Value.Offsets);
        Assert.Equal([1L, 2], Committed());
    }

    [Fact]
    public async Task A_timer_of_offsets_that_were_committed_already_means_nothing()
    {
        var (upstream, downstream) = Run(maxBatch: 2);
        await SoonAsync(upstream.OfferAsync(Offset(1), Ended));
        var stale = await _timers.NextAsync(Ended);
        await SoonAsync(upstream.OfferAsync(Offset(2), Ended));
        Assert.Equal(2, (await SoonAsync(downstream.PullAsync())).Value.Count);
        await SoonAsync(upstream.OfferAsync(Offset(3), Ended));
        await _timers.NextAsync(Ended);

        stale.Fire();
        await SoonAsync(upstream.OfferAsync(Offset(4), Ended));

        Assert.Equal(2, (await SoonAsync(downstream.PullAsync())).Value.Count);
        Assert.Equal([2L, 4], Committed());
    }

    [Fact]
    public async Task Of_each_group_and_partition_the_furthest_is_committed()
    {
        CommittableOffset[] offsets = [Offset(5), Offset(9, partition: 1), Offset(3, group: "other"), Offset(6), Offset(4)];

        var batch = (await SoonAsync(Source.From(offsets).Via(Flow(maxBatch: 5)).RunWith(Sink.Seq<CommittableOffsetBatch>(), Materializer))).Single();

        Assert.Equal([Offset(6), Offset(9, partition: 1), Offset(3, group: "other")], batch.Offsets);
        Assert.Equal(new GroupCommit(6, ""), await _log.CommittedAsync("group", At(0), Ended));
        Assert.Equal(new GroupCommit(9, ""), await _log.CommittedAsync("group", At(1), Ended));
        Assert.Equal(new GroupCommit(3, ""), await _log.CommittedAsync("other", At(0), Ended));
    }

    [Fact]
    public async Task What_was_gathered_is_committed_also_when_upstream_fails()
    {
        var failing = Offsets(3).Concat(Source.Failed<CommittableOffset>(new InvalidOperationException("upstream")));

        var run = failing.RunWith(Committer.Sink(_log, Settings(100)), Materializer);

        await Assert.ThrowsAsync<InvalidOperationException>(() => SoonAsync(run));
        Assert.Equal([3L], Committed());
    }

    [Fact]
    public async Task What_was_gathered_is_committed_also_when_downstream_cancels()
    {
        using var client = new CancellationTokenSource();
        var upstream = Source.Queue<CommittableOffset>(4, OverflowStrategy.Backpressure).Via(Flow(maxBatch: 100))
            .Via(KillSwitches.AsFlow<CommittableOffsetBatch>(client.Token, cancelGracefully: true)).To(Sink.Ignore<CommittableOffsetBatch>()).Run(Materializer);
        await SoonAsync(upstream.OfferAsync(Offset(1), Ended));
        await _timers.NextAsync(Ended);
        var committed = CommitBegunAsync();

        await client.CancelAsync();

        Assert.Equal(1, await SoonAsync(committed));
        await SoonAsync(upstream.WatchCompletionAsync());
    }

    [Fact]
    public async Task One_commit_is_under_way_and_the_next_is_gathered_up_to_its_bound()
    {
        var begun = new List<long>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _log.BeforeCommit = commit =>
        {
            begun.Add(commit.Offset);
            first.TrySetResult();
            return answer.Task;
        };
        var taken = 0;
        var seventh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var offsets = Offsets(100).Select(offset =>
        {
            if (Interlocked.Increment(ref taken) == 6)
            {
                seventh.SetResult();
            }

            return offset;
        });
        var run = offsets.RunWith(Committer.Sink(_log, Settings(3)), Materializer);
        await SoonAsync(first.Task);
        await SoonAsync(seventh.Task);

        // Three are being committed, three are gathered; the stage pulls no further.
        Assert.Equal(6, Volatile.Read(ref taken));
        Assert.Equal([3L], begun);
        answer.SetResult();

        await SoonAsync(run);
        Assert.Equal(100, Committed()[^1]);
    }

    [Fact]
    public async Task A_commit_that_fails_ends_the_stream()
    {
        _log.BeforeCommit = _ => throw new EventLogException("the server is gone");

        var run = Offsets(10).RunWith(Committer.Sink(_log, Settings(3)), Materializer);

        await Assert.ThrowsAsync<EventLogException>(() => SoonAsync(run));
    }

    [Fact]
    public async Task Nothing_to_commit_is_no_commit()
    {
        await SoonAsync(Source.Empty<CommittableOffset>().RunWith(Committer.Sink(_log), Materializer));

        Assert.Empty(Committed());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Settings_that_would_never_commit_are_refused(int maxBatch, int seconds) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Committer.Flow(_log, new CommitterSettings { MaxBatch = maxBatch, MaxInterval = TimeSpan.FromSeconds(seconds) }));

    private static CommittableOffset Offset(long offset, int partition = 0, string group = "group") => new(group, At(partition), offset);

    private static Source<CommittableOffset, Akka.NotUsed> Offsets(int count) => Source.From(Enumerable.Range(1, count)).Select(offset => Offset(offset));

    private CommitterSettings Settings(int maxBatch) => new() { MaxBatch = maxBatch, MaxInterval = TimeSpan.FromSeconds(5), Time = _timers };

    private Flow<CommittableOffset, CommittableOffsetBatch, Akka.NotUsed> Flow(int maxBatch) => Committer.Flow(_log, Settings(maxBatch));

    private (ISourceQueueWithComplete<CommittableOffset> Upstream, ISinkQueue<CommittableOffsetBatch> Downstream) Run(int maxBatch) =>
        Source.Queue<CommittableOffset>(4, OverflowStrategy.Backpressure).Via(Flow(maxBatch))
            .ToMaterialized(Sink.Queue<CommittableOffsetBatch>(), Keep.Both).Run(Materializer);

    private Task<long> CommitBegunAsync()
    {
        var begun = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _log.BeforeCommit = commit =>
        {
            begun.TrySetResult(commit.Offset);
            return Task.CompletedTask;
        };
        return begun.Task;
    }

    private List<long> Committed() => [.. _log.Commits.Select(commit => commit.Commit.Offset)];
}
