using ActorPipeline.Actors.Membership;
using ActorPipeline.Emission;

namespace ActorPipeline.Node.Operators;

/// <summary>The membership of a cluster, as this node's actor system sees it.</summary>
internal sealed class AkkaMembership(ClusterNode cluster) : IMembership
{
    public bool IsAlone => false;

    public ClusterMember Self => Document(cluster.Self ?? throw new InvalidOperationException("this node has not joined"), cluster.Leader);

    public IReadOnlyList<ClusterMember> Members
    {
        get
        {
            var leader = cluster.Leader;
            return [.. cluster.Members.Select(member => Document(member, leader))];
        }
    }

    public IReadOnlyDictionary<string, string> OldestPerRole => cluster.OldestPerRole();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Unreachable => cluster.Unreachable();

    public IReadOnlyList<HealthCheck> Checks()
    {
        var (status, own) = (cluster.Status, cluster.OwnClockWarning);
        var clocks = string.Join("; ", new[] { own }.OfType<string>().Concat(cluster.OtherClockWarnings));
        return
        [
            new HealthCheck("cluster", status == "Up", status == "Up" ? null : $"this node's status in the cluster is {status}"),

            // Nothing that nodes decide together depends on their clocks, but the time at which a node stores an event does. Others' clocks are a warning only.
            new HealthCheck("clocks", own is null, clocks.Length == 0 ? null : clocks),
        ];
    }

    public ValueTask<string?> LeaveAsync(ClusterMember member, CancellationToken cancellationToken)
    {
        cluster.Leave(member.Address);
        return new((string?)null);
    }

    public string? Down(ClusterMember member)
    {
        cluster.Down(member.Address);
        return null;
    }

    public IDisposable Follow(Action<string, string> follower) => cluster.Follow(follower);

    private static ClusterMember Document(NodeSeen member, string? leader)
    {
        var profile = member.Profile;
        var reasons = (member.Readiness?.Reasons ?? []).Concat(new[] { member.ClockWarning }.OfType<string>()).ToList();
        return new ClusterMember(
            member.Address, profile?.Id ?? "", member.Roles, member.Status, profile?.Version ?? "", profile?.Pid ?? 0,
            IsoText.Of(profile?.StartedMs ?? 0), profile?.Web ?? "")
        {
            Uid = member.Uid,
            Unreachable = member.IsUnreachable ? "unreachable" : "",
            Operators = profile?.Operators ?? "",
            Leader = member.Address == leader,
            Shards = member.Shards,
            Health = member.Readiness is { IsReady: true } && !member.IsUnreachable ? "ready" : "not ready",
            Detail = reasons.Count == 0 ? null : string.Join("; ", reasons),
        };
    }
}
