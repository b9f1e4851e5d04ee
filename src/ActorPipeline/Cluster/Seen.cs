using ActorPipeline.Runtime;

namespace ActorPipeline.Cluster;

/// <summary>A member of the cluster as this node sees it.</summary>
/// <param name="Instance">Its process.</param>
/// <param name="Profile">What it says of itself.</param>
/// <param name="Status"><c>joining</c>, <c>up</c>, <c>leaving</c> or <c>unreachable</c>.</param>
/// <param name="Readiness">Whether it says that it can do its work.</param>
/// <param name="Rival">That another node has its id, or null.</param>
/// <param name="ClockWarning">By how much its clock is off, or null.</param>
/// <param name="Yields">Whether another, older node has its id: this one counts for nothing.</param>
/// <param name="HeardAgo">How long ago it was heard of.</param>
public sealed record MemberSeen(
    string Instance, NodeProfile Profile, string Status, NodeReadiness Readiness, string? Rival, string? ClockWarning, bool Yields, TimeSpan HeardAgo)
{
    /// <summary>Whether it is there and works.</summary>
    public bool IsUp => Status == "up" && !Yields;

    /// <summary>What is wrong with it as seen from here.</summary>
    public IReadOnlyList<string> Warnings => [.. new[] { Rival, ClockWarning }.OfType<string>()];
}

/// <summary>A shard as it was last heard of.</summary>
/// <param name="Report">Its last report; its counters are the last ones known where the new owner has not loaded any yet.</param>
/// <param name="IsServed">Whether a node that is there serves it.</param>
/// <param name="Owner">The id of the node that reported it.</param>
internal sealed record ShardSeen(ShardReport Report, bool IsServed, string Owner);

/// <summary>A source partition as it was last heard of.</summary>
/// <param name="Report">Its last report.</param>
/// <param name="IsServed">Whether a node that is there serves it.</param>
/// <param name="Owner">The id of the node that reported it.</param>
internal sealed record IntakeSeen(IntakeReport Report, bool IsServed, string Owner);
