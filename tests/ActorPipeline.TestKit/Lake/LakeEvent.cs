namespace ActorPipeline.TestKit.Lake;

/// <summary>An event as a lake holds it.</summary>
/// <param name="SourceEpoch">The topic that it came from, of those of one name.</param>
/// <param name="Fields">The values by field index; null for a missing one.</param>
public sealed record LakeEvent(int Partition, long SourceEpoch, long Offset, long TimeMs, IReadOnlyList<string?> Fields);
