namespace ActorPipeline.Node.Operators;

/// <summary>The membership of a node that is alone: embedded mode.</summary>
/// <param name="self">This node as it is now.</param>
/// <param name="leave">Begins an orderly stop and returns at once: null, or why it is refused.</param>
internal sealed class LoneMembership(Func<ClusterMember> self, Func<string?> leave) : IMembership
{
    public bool IsAlone => true;

    public ClusterMember Self => self() with { Leader = true };

    public IReadOnlyDictionary<string, string> OldestPerRole => Self.Roles.ToDictionary(role => role, _ => Self.Address);

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Unreachable => new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<ClusterMember> Members => [Self];

    public IReadOnlyList<HealthCheck> Checks() => [];

    public string? Down(ClusterMember member) => "a node that is alone cannot be removed by others; let it leave";

    public IDisposable Follow(Action<string, string> follower) => new CancellationTokenSource();

    public ValueTask<string?> LeaveAsync(ClusterMember member, CancellationToken cancellationToken) => new(leave());
}
