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

    /// <summary>Runs the jobs of pipelines: one node at a time.</summary>
    Batch,
}

/// <summary>A partition of a pipeline's source (<see cref="PlacedRole.Intake"/> and <see cref="PlacedRole.Lake"/>) or one of its shards
/// (<see cref="PlacedRole.Shards"/>), or all of it (<see cref="PlacedRole.Batch"/>, with the number 0).</summary>
/// <param name="Number">The number of the source partition or of the shard.</param>
public readonly record struct PlacedPartition(string Pipeline, PlacedRole Role, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => Role switch
    {
        PlacedRole.Shards => $"shard {Pipeline}/{Number}",
        PlacedRole.Batch => $"batch {Pipeline}",
        _ => $"{Role.ToString().ToLowerInvariant()} {Pipeline}/{Number}",
    };
}
