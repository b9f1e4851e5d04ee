namespace ActorPipeline.AkkaStreams;

/// <summary>Offsets that were committed together. Immutable.</summary>
/// <param name="Offsets">The furthest offset of each group and partition.</param>
/// <param name="Count">How many offsets the committer was given for them.</param>
public sealed record CommittableOffsetBatch(IReadOnlyList<CommittableOffset> Offsets, int Count);
