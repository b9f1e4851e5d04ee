using ActorPipeline.Storage;

namespace ActorPipeline.EventLake;

/// <summary>What was committed to the lake together: the claim of a span of offsets, and the files that hold its events. Immutable.</summary>
/// <param name="Lake">The lake that it was committed to (<see cref="IEventLake.Id"/>).</param>
/// <param name="Epoch">The epoch of the owner that wrote the files.</param>
/// <param name="Files">One per hour that has events, in order; none where the span holds no event.</param>
public sealed record LakeCommit(string Lake, LakeSpan Span, long Epoch, IReadOnlyList<LakeFile> Files)
{
    // No pipeline has a name with a dot.
    private const string Suffix = ".lake";

    /// <summary>What a source partition's place in the lake is kept by in an <see cref="ISnapshotStore"/>.</summary>
    public static ShardId PlaceOf(string pipeline, int partition) => new(pipeline + Suffix, partition);

    /// <summary>Whether a pointer is that of a place in the lake, and of no shard.</summary>
    public static bool IsPlace(ShardId place) => place.Pipeline.EndsWith(Suffix, StringComparison.Ordinal);
}
