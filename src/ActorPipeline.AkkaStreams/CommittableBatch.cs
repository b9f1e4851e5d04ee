namespace ActorPipeline.AkkaStreams;

/// <summary>A batch and the offset to commit when all of it is done. Immutable.</summary>
public sealed record CommittableBatch(PartitionBatch Batch, CommittableOffset Offset);
