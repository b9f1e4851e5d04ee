using ActorPipeline.Kernel;
using ActorPipeline.TestKit;

namespace ActorPipeline.Tests.Actors;

/// <summary>One actor system on one thread and one virtual clock.</summary>
public abstract class ActorTest
{
    private protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private protected ActorTest(ActorSystemOptions? options = null)
    {
        Clock = new VirtualTimeProvider();
        Scheduler = new DeterministicScheduler(Clock);
        System = ActorSystem.Create("test", (options ?? new ActorSystemOptions()) with
        {
            TimeProvider = Clock,
            TaskScheduler = Scheduler,
            Seed = 1,
        });
        Letters = [];
        System.DeadLetters.Subscribe(Letters.Add);
        Probe = new TestProbe(System, "probe");
    }

    private protected VirtualTimeProvider Clock { get; }

    private protected DeterministicScheduler Scheduler { get; }

    private protected ActorSystem System { get; }

    private protected TestProbe Probe { get; }

    /// <summary>All dead letters.</summary>
    private protected List<DeadLetter> Letters { get; }

    private protected IActorRef Start(Action<ScriptedActor> script, string? name = null) => System.ActorOf(ScriptedActor.Props(script), name);

    /// <summary>What the probe got since the last look, once all is quiet.</summary>
    private protected IReadOnlyList<object> Seen()
    {
        Scheduler.RunUntilIdle();
        return Probe.TakeAll();
    }

    /// <summary>Tells the probe.</summary>
    private protected void Tell(object message) => Probe.Ref.Tell(message);
}
