using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Asking;
using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace ActorPipeline.Actors.Tests.Regions;

public sealed class PartitionRegionsTests : ActorTest
{
    private static readonly PlacedPartition Partition = new("site", PlacedRole.Shards, 3);

    private readonly PartitionRegions _regions;
    private readonly TestProbe _region;

    public PartitionRegionsTests()
    {
        _regions = new PartitionRegions(isAlone: false, TimeSpan.FromMilliseconds(1), TimeProvider.System) { System = Sys };
        _region = CreateTestProbe();
    }

    [Fact]
    public async Task A_question_goes_to_the_region_of_its_pipeline_and_role_and_its_answer_comes_back()
    {
        Add();
        var answer = _regions.AskAsync(Partition, new AwaitApplied(7), Limit);
        var asked = await _region.ExpectMsgAsync<PartitionEnvelope>(cancellationToken: Limit);
        Assert.Equal((3, new AwaitApplied(7)), (asked.Partition, asked.Question));
        _region.Reply(Done.Instance);
        Assert.IsType<Done>(await answer);
    }

    [Fact]
    public async Task A_question_about_a_key_carries_the_key()
    {
        Add();
        var answer = _regions.AskKeyAsync(Partition, "pages", ["/"], new GetEntity("pages", ["/"]), Limit);
        var asked = await _region.ExpectMsgAsync<KeyEnvelope>(cancellationToken: Limit);
        Assert.Equal(("pages", "/"), (asked.View, asked.Key.Single()));
        _region.Reply(new Failed("no such view"));
        var failure = await Assert.ThrowsAsync<PartitionFailedException>(() => answer);
        Assert.Equal("the owner of shard site/3 says: no such view", failure.Message);
    }

    [Fact]
    public async Task A_partition_that_is_not_ready_and_an_answer_of_which_a_piece_is_lost_are_asked_again()
    {
        Add();
        var answer = _regions.AskAsync(Partition, new AwaitApplied(7), Limit);
        await _region.ExpectMsgAsync<PartitionEnvelope>(cancellationToken: Limit);
        _region.Reply(NotReady.Instance);
        await _region.ExpectMsgAsync<PartitionEnvelope>(cancellationToken: Limit);
        _region.Reply(new AnswerPiece(1, 2, default));
        await _region.ExpectMsgAsync<PartitionEnvelope>(cancellationToken: Limit);
        _region.Reply(Done.Instance);
        Assert.IsType<Done>(await answer);
    }

    [Fact]
    public async Task A_message_that_is_lost_is_sent_again()
    {
        Add();
        var answer = _regions.AskAsync(Partition, new AwaitApplied(7), Limit);
        await _region.ExpectMsgAsync<PartitionEnvelope>(cancellationToken: Limit);
        await _region.ExpectMsgAsync<PartitionEnvelope>(cancellationToken: Limit);
        _region.Reply(Done.Instance);
        Assert.IsType<Done>(await answer);
    }

    [Fact]
    public async Task A_region_that_has_not_started_is_waited_for()
    {
        var answer = _regions.AskAsync(Partition, new AwaitApplied(7), Limit);
        Assert.Null(_regions.Find("site", PlacedRole.Shards));
        Add();
        await _region.ExpectMsgAsync<PartitionEnvelope>(cancellationToken: Limit);
        _region.Reply(Done.Instance);
        Assert.IsType<Done>(await answer);
        Assert.Equal(_region.Ref, _regions.Find("site", PlacedRole.Shards));
    }

    [Fact]
    public async Task An_asker_who_gives_up_is_told_so_and_leaves_nothing_behind()
    {
        Add();
        using var patience = new CancellationTokenSource();
        var answer = _regions.AskAsync(Partition, new AwaitApplied(7), patience.Token);
        await _region.ExpectMsgAsync<PartitionEnvelope>(cancellationToken: Limit);
        Watch(_region.LastSender);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await ExpectMsgAsync<Terminated>(cancellationToken: Limit);
    }

    private void Add() => _regions.Add("site", PlacedRole.Shards, _region.Ref);
}
