namespace ActorPipeline.Status;

/// <summary>A shard as it was last heard of.</summary>
/// <param name="Report">Its last report; its counters are the last ones known where the new owner has not loaded any yet.</param>
/// <param name="IsServed">Whether a node that is there serves it.</param>
/// <param name="Owner">The id of the node that reported it.</param>
internal sealed record ShardSeen(ShardReport Report, bool IsServed, string Owner);

/// <summary>A source partition as it was last heard of; see <see cref="ShardSeen"/>.</summary>
internal sealed record IntakeSeen(IntakeReport Report, bool IsServed, string Owner);
