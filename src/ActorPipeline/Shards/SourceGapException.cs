using ActorPipeline.Batches;

namespace ActorPipeline.Shards;

/// <summary>The shard log lacks a range of a source partition: the shard stops rather than count wrongly.</summary>
/// <param name="message">Which range of which partition.</param>
public sealed class SourceGapException(string message) : Exception(message)
{
    internal static void ThrowIf(bool isGap, int shard, EventBatch batch, long through)
    {
        if (isGap)
        {
            throw new SourceGapException(
                $"shard {shard}: source partition {batch.Partition} jumps from offset {through} to {batch.Base}: the shard log lacks what is in between");
        }
    }
}
