using System.Globalization;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Asking;
using ActorPipeline.Log;
using ActorPipeline.Serving;
using ActorPipeline.TestKit;
using Akka.Actor;
using Xunit;

namespace ActorPipeline.Actors.Tests.Regions;

public sealed class PartitionEntityTests : ActorTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Servers _servers = new();
    private readonly VirtualTimeProvider _clock = new();
    private readonly PipelineRuntime _pipeline;

    // All in memory: it has started at once.
    public PartitionEntityTests() =>
        _pipeline = _servers.StartAsync(new PartitionRegions(isAlone: true, TimeSpan.FromMilliseconds(1), TimeProvider.System)).GetAwaiter().GetResult();

    [Fact]
    public async Task It_serves_its_partition_from_its_start_and_answers_who_asks()
    {
        var shard = Shard(3);
        Assert.IsType<Done>(await AskAsync(shard, new AwaitApplied(0)));
        Assert.Equal(1, _servers.Pointer(3).Epoch);
        Assert.Equal(("running", 3), _pipeline.Board.Shard(3) is { Status: var status } ? (status.State, status.Shard) : default);

        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        shard.Tell(new PartitionEnvelope(3, new AwaitApplied(0), Patience), first);
        shard.Tell(new KeyEnvelope("pages", ["/"], new GetEntity("pages", ["/"]), Patience), second);
        await first.ExpectMsgAsync<Done>(cancellationToken: Limit);
        Assert.Equal(("n1", 3), await second.ExpectMsgAsync<EntityFound>(cancellationToken: Limit) is var found ? (found.Node, found.Shard) : default);
    }

    [Fact]
    public async Task A_question_that_the_partition_cannot_answer_is_the_asker_s_failure_and_costs_nobody_else_anything()
    {
        var shard = Shard(0);
        var failed = Assert.IsType<Failed>(await AskAsync(shard, new AwaitCommitted(1)));
        Assert.StartsWith("a shard cannot answer AwaitCommitted", failed.Reason, StringComparison.Ordinal);
        Assert.IsType<Done>(await AskAsync(shard, new AwaitApplied(0)));
        Assert.Equal(1, _servers.Pointer(0).Epoch);
    }

    [Fact]
    public async Task An_answer_that_takes_longer_than_the_asker_waits_is_given_up()
    {
        var shard = Shard(0);
        await AskAsync(shard, new AwaitApplied(0));
        var (patient, quick) = (CreateTestProbe(), CreateTestProbe());
        shard.Tell(new PartitionEnvelope(0, new AwaitApplied(1), Patience), patient);

        // Its time-out is set when a later question has been answered.
        shard.Tell(new PartitionEnvelope(0, new AwaitApplied(0), Patience), quick);
        await quick.ExpectMsgAsync<Done>(cancellationToken: Limit);
        _clock.Advance(Patience);
        await patient.ExpectMsgAsync<NotReady>(cancellationToken: Limit);
    }

    [Fact]
    public async Task More_questions_than_it_keeps_are_sent_back()
    {
        var shard = Shard(0);
        await AskAsync(shard, new AwaitApplied(0));
        for (var i = 0; i < 1_024; i++)
        {
            shard.Tell(new PartitionEnvelope(0, new AwaitApplied(1), Patience), ActorRefs.Nobody);
        }

        shard.Tell(new PartitionEnvelope(0, new AwaitApplied(0), Patience), TestActor);
        await ExpectMsgAsync<NotReady>(cancellationToken: Limit);

        // Those before are given up, and it answers again.
        _clock.Advance(Patience);
        Assert.IsType<Done>(await AskAsync(shard, new AwaitApplied(0)));
    }

    [Fact]
    public async Task Told_to_hand_over_it_finishes_makes_its_checkpoint_and_stops()
    {
        var (intake, shard) = await ServeVisitAsync();
        await WatchAsync(intake);
        await WatchAsync(shard);
        intake.Tell(HandOver.Instance);
        await ExpectTerminatedAsync(intake, cancellationToken: Limit);
        shard.Tell(HandOver.Instance);
        await ExpectTerminatedAsync(shard, cancellationToken: Limit);

        Assert.False(_servers.Pointer(ShardOfVisit).Current.IsEmpty);
        Assert.Null(_pipeline.Board.Shard(ShardOfVisit));
        var committed = await _servers.Log.CommittedAsync(Site.Definition.IntakeGroup, new TopicPartition(Site.Definition.Source.Topic, 0), CancellationToken.None);
        Assert.Equal(1, committed?.Offset);
    }

    [Fact]
    public async Task Stopped_without_that_it_abandons_the_partition_and_the_next_one_replays()
    {
        var (_, shard) = await ServeVisitAsync();
        await WatchAsync(shard);
        shard.Tell(PoisonPill.Instance);
        await ExpectTerminatedAsync(shard, cancellationToken: Limit);
        await Eventually.HoldsAsync(() => _pipeline.Board.Shard(ShardOfVisit) is null);
        Assert.True(_servers.Pointer(ShardOfVisit).Current.IsEmpty);

        var next = Shard(ShardOfVisit);
        Assert.Equal(1L, await VisitsAsync(next));
        Assert.Equal(2, _servers.Pointer(ShardOfVisit).Epoch);
    }

    // An intake that was replaced while it stood still may be asked: its watermark would count for nothing as long as others have come further.
    [Fact]
    public async Task A_flush_waits_until_the_intake_has_come_as_far_as_it_says()
    {
        const long FarMs = 9_000_000_000_000;
        var (intake, _) = await ServeVisitAsync();
        var asker = CreateTestProbe();
        intake.Tell(new PartitionEnvelope(0, new Flush(2, FarMs), Patience), asker);
        Assert.IsType<LastWindowEnd>(await AskAsync(intake, new AwaitCommitted(1)));
        Assert.NotEqual(FarMs, _pipeline.Board.Intake(0)!.WatermarkMs);
        _servers.Visit("/");
        await asker.ExpectMsgAsync<Done>(cancellationToken: Limit);
        Assert.Equal(FarMs, _pipeline.Board.Intake(0)!.WatermarkMs);
    }

    private int ShardOfVisit => _pipeline.ShardOf(Site.Pages, ["/"]);

    private async Task<(IActorRef Intake, IActorRef Shard)> ServeVisitAsync()
    {
        _servers.Visit("/");
        var intake = Sys.ActorOf(Props.Create(() => new IntakeEntity(_pipeline, _clock)), "0");
        await AskAsync(intake, new AwaitCommitted(1));
        var shard = Shard(ShardOfVisit);
        Assert.Equal(1L, await VisitsAsync(shard));
        return (intake, shard);
    }

    private static async Task<object> VisitsAsync(IActorRef shard)
    {
        await AskAsync(shard, new AwaitApplied(1));
        var rows = Assert.IsType<OpenRows>(await AskAsync(shard, new GetOpenRows("pages", [], null, null, null, null, null, int.MaxValue)));
        return rows.Rows.Single().Columns.Single().Value!;
    }

    private IActorRef Shard(int number) => Sys.ActorOf(Props.Create(() => new ShardEntity(_pipeline, _clock)), number.ToString(CultureInfo.InvariantCulture));

    private static async Task<object> AskAsync(IActorRef entity, Question question)
    {
        object answer = NotReady.Instance;
        while (answer is NotReady)
        {
            answer = await entity.Ask<object>(new PartitionEnvelope(0, question, Patience), Timeout.InfiniteTimeSpan, Limit);
        }

        return answer;
    }
}
