namespace ActorPipeline.EventLake;

/// <summary>The offsets of a source partition that are committed to the lake together, with files for the events they hold.</summary>
/// <param name="SourceEpoch">Tells a topic from an earlier one of the same name.</param>
/// <param name="From">The first offset.</param>
/// <param name="To">The first offset after them.</param>
public readonly record struct LakeSpan(int Partition, long SourceEpoch, long From, long To)
{
    /// <summary>Whether it has all offsets of another.</summary>
    public bool Covers(LakeSpan other) =>
        (Partition, SourceEpoch) == (other.Partition, other.SourceEpoch) && From <= other.From && To >= other.To;
}
