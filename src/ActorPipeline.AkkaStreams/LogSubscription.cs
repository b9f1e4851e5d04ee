using ActorPipeline.Log;

namespace ActorPipeline.AkkaStreams;

/// <summary>A range of a partition's offsets to read. Immutable.</summary>
/// <param name="To">The first offset not to read; the source waits for a log that does not reach it yet. Null to read on until the source is stopped.</param>
public sealed record LogSubscription(TopicPartition Partition, long From, long? To = null);
