namespace ActorPipeline.Node.Operators;

/// <summary>The membership of a node that is alone: embedded mode.</summary>
/// <param name="self">This node as it is now.</param>
/// <param name="leave">Begins an orderly stop and returns at once: null, or why it is refused.</param>
internal sealed class LoneMembership(Func<ClusterMember> self, Func<string?> leave) : IMembership
{
    public bool IsAlone => true;

    public ClusterMember Self => self() with { Leader = true };

    public IReadOnlyList<ClusterMember> Members => [Self];

    public IReadOnlyList<HealthCheck> Checks() => [];

    public ValueTask<string?> LeaveAsync(ClusterMember member, CancellationToken cancellationToken) => new(leave());
}
