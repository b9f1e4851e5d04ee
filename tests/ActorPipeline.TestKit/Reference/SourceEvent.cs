namespace ActorPipeline.TestKit.Reference;

/// <summary>A record of the source topic, as the reference sees it.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="TimeMs">Its event time, unix milliseconds.</param>
/// <param name="Fields">Its values by field index; null for a missing one.</param>
/// <param name="IsDeadLetter">Whether it cannot be decoded: time and fields then mean nothing.</param>
/// <param name="TimestampMs">Its record's timestamp.</param>
public sealed record SourceEvent(int Partition, long Offset, long TimeMs, IReadOnlyList<string?> Fields, bool IsDeadLetter = false, long TimestampMs = 0);
