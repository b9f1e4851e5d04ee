using ActorPipeline.Actors.Streams;
using ActorPipeline.Log;
using ActorPipeline.TestKit.Log;
using Akka.Streams;
using Akka.Streams.Dsl;
using Xunit;

namespace ActorPipeline.Streams.Tests;

public sealed class TailSourceTests : StreamTest
{
    private readonly InMemoryEventLog _log = new();

    public override async ValueTask InitializeAsync()
    {
        await _log.EnsureTopicAsync(Topic, 2, Ended);
        _log.Append(At(0), Numbers(0, 20));
        _log.Append(At(1), Numbers(100, 3));
    }

    [Fact]
    public async Task The_last_records_of_each_partition_are_given()
    {
        var tail = await TailSource.OpenAsync(_log, Topic, 2, StartingOffset.Last(5), follow: false, cancellationToken: Ended);
        _log.Append(At(0), Texts("after it was opened"));

        var batches = await SoonAsync(tail.RunWith(Sink.Seq<PartitionBatch>(), Materializer));

        Assert.Equal(["100", "101", "102", "15", "16", "17", "18", "19"], TextsOf(batches).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_comes_in_is_followed_until_the_client_has_gone()
    {
        using var client = new CancellationTokenSource();
        var tail = await TailSource.OpenAsync(_log, Topic, 2, StartingOffset.Latest, follow: true, cancellationToken: Ended);
        var (control, read) = tail.Via(KillSwitches.AsFlow<PartitionBatch>(client.Token, cancelGracefully: true))
            .ToMaterialized(Sink.Queue<PartitionBatch>(), Keep.Both).Run(Materializer);

        _log.Append(At(1), Texts("new"));

        var batch = (await SoonAsync(read.PullAsync())).Value;
        Assert.Equal((At(1), 3L, "new"), (batch.Partition, batch.From, TextsOf(batch).Single()));
        await client.CancelAsync();
        Assert.False((await SoonAsync(read.PullAsync())).HasValue);
        await SoonAsync(control.IsShutdown);
    }

    [Fact]
    public async Task A_topic_that_is_missing_is_told_of_before_anything_is_given() => await Assert.ThrowsAsync<EventLogException>(
        async () => await TailSource.OpenAsync(_log, "missing", 2, StartingOffset.Latest, follow: true, cancellationToken: Ended));
}
