using ActorPipeline.Storage;

namespace ActorPipeline.Shards;

/// <summary>The shard log is not the one that the shard's checkpoint was made of: its topic was deleted and created again, or lost its end.</summary>
/// <param name="reason">What tells that, the topic's name, and what helps.</param>
public sealed class ShardLogLostException(ShardId shard, string reason) : Exception($"{shard}: {reason}");
