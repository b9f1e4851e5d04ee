using Akka.Actor;

namespace ActorPipeline.Actors;

/// <summary>How a node of a cluster ends, and what its process returns.</summary>
public static class ClusterShutdown
{
    // What Akka's reason says after it has ended the system because a TLS handshake with another node failed; the reason's type is not public.
    private const int HandshakeFailed = 79;

    /// <summary>Whether the node was removed from the cluster, or has lost a part of itself: its supervisor is to start it again. Meaningful once the system
    /// has begun to end.</summary>
    public static bool IsDowned(ActorSystem system) =>
        CoordinatedShutdown.Get(system).ShutdownReason is CoordinatedShutdown.ClusterDowningReason or RegionLostReason or { ExitCode: HandshakeFailed };

    /// <summary>Makes a starter fall silent first when the node leaves: entities must not be started where they are being handed over.</summary>
    internal static void Silence(ActorSystem system, IActorRef starter) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, $"stop-{starter.Path.Name}", async () =>
        {
            await starter.GracefulStop(TimeSpan.FromSeconds(1));
            return Akka.Done.Instance;
        });

    internal static void OnRegionLost(ActorSystem system)
    {
        if (CoordinatedShutdown.Get(system).ShutdownReason is null)
        {
            _ = CoordinatedShutdown.Get(system).Run(RegionLostReason.Instance);
        }
    }

    private sealed class RegionLostReason : CoordinatedShutdown.Reason
    {
        public static RegionLostReason Instance { get; } = new();

        public override int ExitCode => 1;
    }
}
