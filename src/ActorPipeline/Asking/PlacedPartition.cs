namespace ActorPipeline.Asking;

/// <summary>What a node does with the partitions it is given.</summary>
public enum PlacedRole
{
    /// <summary>Reads source partitions.</summary>
    Intake,

    /// <summary>Owns shards: partitions of shard logs.</summary>
    Shards,

    /// <summary>Writes the events of source partitions into the lake.</summary>
    Lake,
}

/// <summary>A partition of a pipeline's source (<see cref="PlacedRole.Intake"/> and <see cref="PlacedRole.Lake"/>) or one of its shards
/// (<see cref="PlacedRole.Shards"/>).</summary>
/// <param name="Number">The number of the source partition or of the shard.</param>
public readonly record struct PlacedPartition(string Pipeline, PlacedRole Role, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Role == PlacedRole.Shards ? "shard" : Role.ToString().ToLowerInvariant())} {Pipeline}/{Number}";
}
