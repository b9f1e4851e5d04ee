using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace ActorPipeline.Actors.Regions;

/// <summary>Sees to it that every entity of a region runs somewhere: it tells the region to start all of them, again and again, which is cheap where they run
/// already.</summary>
/// <remarks>The set of entities is fixed, so that remembering them would buy nothing. A region that ends while its node does not leave is never started again
/// by Akka (akka.net #8583): the node then ends with an error, so that its supervisor starts it again.</remarks>
internal sealed class Starter : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public Starter(IActorRef region, int partitions, Action regionLost)
    {
        Context.Watch(region);
        Receive<Tick>(_ =>
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                region.Tell(new ShardRegion.StartEntity(partition.ToString(CultureInfo.InvariantCulture)), Self);
            }
        });

        Receive<Terminated>(_ => regionLost());

        // Every entity says that it runs, in a type that Akka keeps to itself. Without a receiver these would be dead letters.
        ReceiveAny(static _ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, Interval);

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
