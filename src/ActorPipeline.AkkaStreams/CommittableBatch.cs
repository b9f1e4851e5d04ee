namespace ActorPipeline.AkkaStreams;

/// <summary>A batch and the offset to commit when all of it is done. Immutable.</summary>
/// <param name="Offset">The offset behind it.</param>
public sealed record CommittableBatch(PartitionBatch Batch, CommittableOffset Offset);
