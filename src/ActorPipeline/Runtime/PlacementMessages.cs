using ActorPipeline.Cluster;
using ActorPipeline.Placement;

namespace ActorPipeline.Runtime;

/// <summary>This node is to serve a partition.</summary>
internal sealed record Serve(PlacedRole Role, int Partition);

/// <summary>This node is to serve a partition no longer: answered with <see cref="Done"/> when nobody here does.</summary>
/// <param name="Role">The role.</param>
/// <param name="Partition">The partition.</param>
/// <param name="IsOrderly">Whether what is under way is finished first: what an intake has read, a shard's checkpoint.</param>
internal sealed record Release(PlacedRole Role, int Partition, bool IsOrderly);

/// <summary>Another node serves a partition: whoever does here stops at once.</summary>
internal sealed record Lost(PlacedRole Role, int Partition);

/// <summary>The pause is over after which a shard is taken again that another node has taken, while the placement goes on saying that it is ours.</summary>
internal sealed record TakeAgain(PlacedRole Role, int Partition);

/// <summary>Tells an actor to finish what it has begun, and to stop.</summary>
internal sealed record HandOver
{
    public static HandOver Instance { get; } = new();
}

/// <summary>A question to whoever serves a partition here; answered with <see cref="NotHereException"/> when nobody does.</summary>
internal sealed record ToPartition(PlacedRole Role, int Partition, Question Question);
