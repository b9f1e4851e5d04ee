using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Tests.Harness;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.TestKit;
using Xunit;

namespace ActorPipeline.Actors.Tests.Regions;

public sealed class StarterTests : ActorTest
{
    private readonly TestProbe _region;
    private readonly TestProbe _lost;
    private readonly IActorRef _starter;

    public StarterTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _region = CreateTestProbe();
        _lost = CreateTestProbe();
        Action lost = () => _lost.Tell("lost");
        _starter = Sys.ActorOf(Props.Create(() => new Starter(_region, 3, lost)));
    }

    [Fact]
    public async Task It_starts_every_entity_again_and_again()
    {
        await TickAsync();
        await StartsAsync();
        await TickAsync();
        await StartsAsync();
    }

    [Fact]
    public async Task What_the_entities_answer_is_no_dead_letter()
    {
        var deadLetters = CreateTestProbe();
        Sys.EventStream.Subscribe(deadLetters, typeof(AllDeadLetters));
        Sys.EventStream.Subscribe(deadLetters, typeof(UnhandledMessage));
        await TickAsync();
        await StartsAsync();
        Assert.Equal(_starter, _region.LastSender);
        _region.Reply("it runs");
        _region.Reply(new Identify("after"));
        await _region.ExpectMsgAsync<ActorIdentity>(cancellationToken: Limit);
        await deadLetters.ExpectNoMsgAsync(TimeSpan.Zero, Limit);
    }

    [Fact]
    public async Task A_region_that_ends_is_told_of()
    {
        await TickAsync();
        await StartsAsync();
        Sys.Stop(_region);
        await _lost.ExpectMsgAsync("lost", cancellationToken: Limit);
    }

    [Fact]
    public async Task Stopped_it_starts_nothing_any_more()
    {
        await TickAsync();
        await StartsAsync();
        Watch(_starter);
        await _starter.GracefulStop(TimeSpan.FromSeconds(60));
        await ExpectTerminatedAsync(_starter, cancellationToken: Limit);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(5));
        await _region.ExpectNoMsgAsync(TimeSpan.Zero, Limit);
    }

    // Its timer is set once it has started.
    private async Task TickAsync()
    {
        _starter.Tell(new Identify(0), TestActor);
        await ExpectMsgAsync<ActorIdentity>(cancellationToken: Limit);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(200));
    }

    private async Task StartsAsync()
    {
        foreach (var id in (string[])["0", "1", "2"])
        {
            Assert.Equal(id, (await _region.ExpectMsgAsync<ShardRegion.StartEntity>(cancellationToken: Limit)).EntityId);
        }
    }
}
