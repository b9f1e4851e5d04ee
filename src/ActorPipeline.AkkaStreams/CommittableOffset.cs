using ActorPipeline.Log;

namespace ActorPipeline.AkkaStreams;

/// <summary>How far a group has come in a partition, to be committed by a <see cref="Committer"/>. Immutable.</summary>
/// <param name="Offset">Offset of the next record the group needs: everything below it is done.</param>
public sealed record CommittableOffset(string Group, TopicPartition Partition, long Offset);
