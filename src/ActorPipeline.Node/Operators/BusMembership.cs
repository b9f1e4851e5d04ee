using ActorPipeline.Cluster;
using ActorPipeline.Node.Serving;

namespace ActorPipeline.Node.Operators;

/// <summary>The membership of a cluster, as the nodes announce themselves.</summary>
/// <param name="bus">Where they do.</param>
/// <param name="placementTrouble">Why this node does not take part in the placement of shards as it should, or null.</param>
internal sealed class BusMembership(ClusterBus bus, Func<string?> placementTrouble) : IMembership
{
    public bool IsAlone => false;

    public ClusterMember Self => Document(bus.Self, bus.Leader);

    public IReadOnlyList<ClusterMember> Members
    {
        get
        {
            var leader = bus.Leader;
            return [.. bus.Members.Select(member => Document(member, leader))];
        }
    }

    public IReadOnlyList<HealthCheck> Checks()
    {
        var (self, placement) = (bus.Self, placementTrouble());
        var clocks = string.Join("; ", bus.Members.Select(member => member.ClockWarning).OfType<string>());
        return
        [
            new HealthCheck("cluster", bus.Trouble is null, bus.Trouble),
            new HealthCheck("placement", placement is null, placement),
            new HealthCheck("node-id", !self.Yields, self.Rival),

            // Nothing that nodes decide together depends on their clocks, but the time at which a node stores an event does. Others' clocks are a warning only.
            new HealthCheck("clocks", self.ClockWarning is null, clocks.Length == 0 ? null : clocks),
        ];
    }

    public async ValueTask<string?> LeaveAsync(ClusterMember member, CancellationToken cancellationToken)
    {
        var found = bus.Members.FirstOrDefault(one => one.Profile.Address == member.Address);
        return found is null ? null : await bus.TellToLeaveAsync(found, cancellationToken);
    }

    private ClusterMember Document(MemberSeen member, MemberSeen? leader)
    {
        var profile = member.Profile;
        var detail = string.Join("; ", member.Readiness.Reasons.Concat(member.Warnings).Concat(Silence(member)));
        return new ClusterMember(
            profile.Address, profile.Id, profile.Roles, member.Status, profile.Version, profile.Pid, IsoTime.Of(profile.StartedMs), profile.Web)
        {
            Leader = member.Instance == leader?.Instance,
            Shards = bus.ShardsOf(member),
            Health = member.Readiness.IsReady && !member.Yields && member.Status != "unreachable" ? "ready" : "not ready",
            Detail = detail.Length == 0 ? null : detail,
        };
    }

    private static IEnumerable<string> Silence(MemberSeen member) =>
        member.Status == "unreachable" ? [$"not heard of for {member.HeardAgo.TotalSeconds:0} s"] : [];
}
