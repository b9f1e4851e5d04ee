using ActorPipeline.Placement;

namespace ActorPipeline.Kafka.Placement;

/// <summary>The protocol that members of a group and brokers speak.</summary>
public enum GroupProtocol
{
    /// <summary>Members agree among themselves, led by one of them.</summary>
    Classic,

    /// <summary>The brokers decide (KIP-848, brokers from 4.0 on); they also set the session's time-out.</summary>
    Consumer,
}

/// <summary>How a node takes part in the groups that place partitions. Immutable.</summary>
public sealed record KafkaPlacementOptions
{
    /// <summary>The node's id, unique in its cluster: a node that starts again under it gets its partitions back.</summary>
    public required string NodeId { get; init; }

    /// <summary>What this node serves; topics of other roles are left to other nodes.</summary>
    public IReadOnlyCollection<PlacedRole> Roles { get; init; } = [PlacedRole.Intake, PlacedRole.Shards];

    /// <summary>After how long without a sign of life others get a node's partitions. The brokers' own with <see cref="GroupProtocol.Consumer"/>.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a partition may take to be handed over in order.</summary>
    public TimeSpan HandOverTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The protocol; the same in all nodes of a cluster.</summary>
    public GroupProtocol Protocol { get; init; } = GroupProtocol.Classic;
}
