using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Asking;
using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace ActorPipeline.Actors.Tests.Regions;

public sealed class LocalRegionTests : ActorTest
{
    private readonly TestProbe _entities;
    private readonly IActorRef _region;

    public LocalRegionTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _entities = CreateTestProbe();
        var entity = Props.Create(() => new Entity(_entities));
        _region = Watch(Sys.ActorOf(Props.Create(() => new LocalRegion(entity, 3, new PartitionExtractor(3))), "region"));
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Every_entity_runs_from_the_start() => Assert.Equal(["0", "1", "2"], (await StartedAsync(3)).Order());

    [Fact]
    public async Task A_question_reaches_the_entity_of_its_number_and_of_its_key()
    {
        await StartedAsync(3);
        _region.Tell(new PartitionEnvelope(2, new WakeUp(), TimeSpan.Zero), TestActor);
        Assert.Equal("2 PartitionEnvelope", await ExpectMsgAsync<string>(cancellationToken: Limit));
        var key = new KeyEnvelope("pages", ["/"], new GetEntity("pages", ["/"]), TimeSpan.Zero);
        _region.Tell(key, TestActor);
        Assert.Equal($"{new PartitionExtractor(3).EntityId(key)} KeyEnvelope", await ExpectMsgAsync<string>(cancellationToken: Limit));
    }

    [Fact]
    public async Task It_leaves_when_all_entities_have_handed_over_and_answers_all_who_asked_for_that()
    {
        await StartedAsync(3);
        var other = CreateTestProbe();
        _region.Tell(HandOver.Instance, TestActor);
        _region.Tell(HandOver.Instance, other);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.EndsWith(" HandOver", await _entities.ExpectMsgAsync<string>(cancellationToken: Limit), StringComparison.Ordinal);
            _entities.Reply(PoisonPill.Instance);
        }

        await ExpectMsgAsync<Done>(cancellationToken: Limit);
        await other.ExpectMsgAsync<Done>(cancellationToken: Limit);
        await ExpectTerminatedAsync(_region, cancellationToken: Limit);
    }

    [Fact]
    public async Task An_entity_that_ends_by_itself_starts_again_after_a_pause_and_is_not_ready_until_then()
    {
        await StartedAsync(3);
        var entity = Watch(await Sys.ActorSelection(_region.Path / "1").ResolveOne(TimeSpan.FromSeconds(60), Limit));
        entity.Tell(PoisonPill.Instance);
        await ExpectTerminatedAsync(entity, cancellationToken: Limit);
        await AwaitAssertAsync(
            async () =>
            {
                _region.Tell(new PartitionEnvelope(1, new WakeUp(), TimeSpan.Zero), TestActor);
                await ExpectMsgAsync<NotReady>(cancellationToken: Limit);
            },
            cancellationToken: Limit);
        await _entities.ExpectNoMsgAsync(TimeSpan.Zero, Limit);

        // The region may hear of the end a moment after this test.
        await AwaitAssertAsync(
            async () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                await _entities.ExpectMsgAsync("1 started", TimeSpan.FromSeconds(1), cancellationToken: Limit);
            },
            cancellationToken: Limit);
    }

    [Fact]
    public async Task One_that_cannot_start_does_not_keep_the_region_busy()
    {
        await StartedAsync(3);
        var starts = CreateTestProbe();
        var failing = Props.Create(() => new Failing(starts));
        Sys.ActorOf(Props.Create(() => new LocalRegion(failing, 1, new PartitionExtractor(1))), "failing");
        await starts.ExpectMsgAsync("started", cancellationToken: Limit);
        var (seconds, restarts) = (0, 0);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await AwaitAssertAsync(
                async () =>
                {
                    Clock.Advance(TimeSpan.FromSeconds(1));
                    seconds++;
                    await starts.ExpectMsgAsync("started", TimeSpan.FromMilliseconds(100), cancellationToken: Limit);
                },
                cancellationToken: Limit);
            restarts++;
        }

        while (starts.HasMessages)
        {
            await starts.ExpectMsgAsync("started", cancellationToken: Limit);
            restarts++;
        }

        Assert.InRange(restarts, 3, seconds);
    }

    private async Task<List<string>> StartedAsync(int count)
    {
        var started = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var said = await _entities.ExpectMsgAsync<string>(cancellationToken: Limit);
            Assert.EndsWith(" started", said, StringComparison.Ordinal);
            started.Add(said.Split(' ')[0]);
        }

        return started;
    }

    private sealed class Entity : ReceiveActor
    {
        private readonly IActorRef _told;

        public Entity(IActorRef told)
        {
            _told = told;
            Receive<HandOver>(_ => _told.Tell($"{Self.Path.Name} HandOver", Self));
            ReceiveAny(message => Sender.Tell($"{Self.Path.Name} {message.GetType().Name}", Self));
        }

        protected override void PreStart() => _told.Tell($"{Self.Path.Name} started", Self);
    }

    private sealed class Failing(IActorRef told) : ReceiveActor
    {
        protected override void PreStart()
        {
            told.Tell("started");
            throw new InvalidOperationException("cannot start");
        }
    }
}
