using ActorPipeline.Log;
using ActorPipeline.Storage;

namespace ActorPipeline.Shards;

/// <summary>The shard log ends before what the shard's checkpoint covers: the topic was deleted and created again, or lost its end.</summary>
/// <param name="partition">Its partition of the shard log.</param>
/// <param name="offset">What is below this offset is in the checkpoint.</param>
public sealed class ShardLogLostException(ShardId shard, TopicPartition partition, long offset, long end) : Exception(
    $"{shard}: {partition} ends at offset {end}, but the checkpoint covers what is below {offset}: "
    + "the topic was deleted and created again, or has lost its end; rebuild the pipeline from its source");
