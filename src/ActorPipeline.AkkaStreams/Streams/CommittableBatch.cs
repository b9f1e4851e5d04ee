namespace ActorPipeline.Actors.Streams;

/// <summary>A batch and the offset to commit when all of it is done. Immutable.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Offset">The offset behind it.</param>
public sealed record CommittableBatch(PartitionBatch Batch, CommittableOffset Offset)
{
    /// <summary>A batch as a group reads it.</summary>
    internal static CommittableBatch Of(string group, PartitionBatch batch) => new(batch, new CommittableOffset(group, batch.Partition, batch.Next));
}
