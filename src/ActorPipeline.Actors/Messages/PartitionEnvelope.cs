using ActorPipeline.Asking;

namespace ActorPipeline.Actors.Messages;

/// <summary>A question to the entity of a source partition or a shard. The region finds the entity by its number.</summary>
/// <param name="Patience">How long the asker waits for the answer; the entity gives up then, too.</param>
public sealed record PartitionEnvelope(int Partition, Question Question, TimeSpan Patience);

/// <summary>A question to a page or client actor, addressed by its view and key. The region finds the shard entity that holds it by the key's hash.</summary>
/// <param name="Key">The key's parts in declared order.</param>
public sealed record KeyEnvelope(string View, IReadOnlyList<string> Key, Question Question, TimeSpan Patience);

/// <summary>The entity cannot answer now: it is starting, handing over, or what was asked for took longer than the asker's patience. Ask again.</summary>
public sealed record NotReady
{
    /// <summary>The only one that is needed.</summary>
    public static NotReady Instance { get; } = new();
}

/// <summary>Tells an entity to finish what it has begun, and then to stop: the region's stop message.</summary>
public sealed record HandOver
{
    /// <summary>The only one that is needed.</summary>
    public static HandOver Instance { get; } = new();
}
