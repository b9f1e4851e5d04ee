using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>How far a group has come in a partition, to be committed by a <see cref="Committer"/>. Immutable.</summary>
/// <param name="Group">The group.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">Offset of the next record the group needs: all below it is done.</param>
/// <param name="Metadata">What else the group must know to go on from there: at most 4,096 characters.</param>
public sealed record CommittableOffset(string Group, TopicPartition Partition, long Offset, string Metadata = "");
