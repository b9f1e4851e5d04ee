namespace ActorPipeline.Shards;

/// <summary>A shard has stopped here because another node has taken it.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="shard">The shard.</param>
public sealed class ShardFencedException(string pipeline, int shard) : Exception($"shard {shard} of {pipeline} is owned by another node");
