using Akka.Actor;
using Akka.Remote;

namespace ActorPipeline.Actors.Membership;

/// <summary>Ends the node when others have removed it: it may have stood still meanwhile, and its entities run elsewhere by now.</summary>
internal sealed class RemovalWatch : ReceiveActor
{
    /// <summary>Makes the watch of a system.</summary>
    public RemovalWatch() => Receive<ThisActorSystemQuarantinedEvent>(_ => End());

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));

    private static void End() => _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
}
