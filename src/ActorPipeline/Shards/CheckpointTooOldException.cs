using ActorPipeline.Storage;

namespace ActorPipeline.Shards;

/// <summary>The shard log no longer holds what must be replayed on top of the newest usable checkpoint.</summary>
/// <param name="offset">Where replay would have to begin.</param>
/// <param name="damage">Why a newer checkpoint cannot be used; null where there is none.</param>
public sealed class CheckpointTooOldException(ShardId shard, long offset, long start, string? damage = null)
    : Exception($"{shard}: replay must begin at offset {offset} but the shard log begins at {start}"
        + $"{(damage is null ? "" : $", and a newer checkpoint cannot be used: {damage}")}; rebuild the pipeline from its source");
