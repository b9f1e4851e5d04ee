namespace ActorPipeline.Kernel;

/// <summary>A step of <see cref="CoordinatedShutdown"/>.</summary>
/// <param name="Name">What tasks are added to.</param>
/// <param name="Timeout">How long its tasks may take, on the system's clock, before the next phase begins without them.</param>
public sealed record ShutdownPhase(string Name, TimeSpan Timeout)
{
    /// <summary>Take no new work in: unbind listeners, pause consumers.</summary>
    public const string ServiceUnbind = "service-unbind";

    /// <summary>Let work in progress end.</summary>
    public const string ServiceRequestsDone = "service-requests-done";

    /// <summary>Stop services.</summary>
    public const string ServiceStop = "service-stop";

    /// <summary>Give shards away: checkpoint and release them.</summary>
    public const string ClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>Leave the cluster.</summary>
    public const string ClusterLeave = "cluster-leave";

    /// <summary>The last moment at which actors are alive.</summary>
    public const string BeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>Actors stop. The system adds itself here.</summary>
    public const string ActorSystemTerminate = "actor-system-terminate";

    /// <summary>The phases above, in their order, with five seconds each and ten for the shards and the actors.</summary>
    public static IReadOnlyList<ShutdownPhase> Default { get; } =
    [
        new(ServiceUnbind, TimeSpan.FromSeconds(5)),
        new(ServiceRequestsDone, TimeSpan.FromSeconds(5)),
        new(ServiceStop, TimeSpan.FromSeconds(5)),
        new(ClusterShardingShutdownRegion, TimeSpan.FromSeconds(10)),
        new(ClusterLeave, TimeSpan.FromSeconds(5)),
        new(BeforeActorSystemTerminate, TimeSpan.FromSeconds(5)),
        new(ActorSystemTerminate, TimeSpan.FromSeconds(10)),
    ];
}
