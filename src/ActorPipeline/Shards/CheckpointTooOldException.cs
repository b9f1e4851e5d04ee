using ActorPipeline.Storage;

namespace ActorPipeline.Shards;

/// <summary>The shard log no longer holds what must be replayed on top of the newest usable checkpoint.</summary>
/// <param name="offset">Where replay would have to begin.</param>
public sealed class CheckpointTooOldException(ShardId shard, long offset, long start)
    : Exception($"{shard}: replay must begin at offset {offset} but the shard log begins at {start}; rebuild the pipeline from its source");
