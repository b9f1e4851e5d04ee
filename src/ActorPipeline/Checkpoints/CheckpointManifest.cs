using ActorPipeline.Batches;
using ActorPipeline.Shards;
using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>What a shard's pointer holds: everything of a checkpoint that is not in chunks, and the list of those.</summary>
internal sealed record CheckpointManifest
{
    /// <summary>Offset in the shard log of the next record: replay begins here.</summary>
    public required long NextOffset { get; init; }

    /// <summary>The epoch of the topic that the offset counts in; null in a manifest of a version before 3.</summary>
    public required long? LogEpoch { get; init; }

    /// <summary>When it was made, unix milliseconds on the owner's clock: shown to operators, not part of the state.</summary>
    public required long AtMs { get; init; }

    public required long WatermarkMs { get; init; }
    public required IReadOnlyList<PartitionState> Partitions { get; init; }
    public required ShardCounters Counters { get; init; }
    public required IReadOnlyList<ViewManifest> Views { get; init; }

    /// <summary>The chunks that it needs, each once.</summary>
    public IEnumerable<ChunkId> Chunks => Views.SelectMany(view => view.Segments).SelectMany(segment => segment.Parts).Select(part => part.Id).Distinct();
}

/// <summary>A view's part of a manifest.</summary>
/// <param name="Windows">The windows not yet forgotten.</param>
/// <param name="Segments">The panes' segments, oldest first within a pane.</param>
/// <param name="ForgottenMs">The start of the last window forgotten, where windows have a zone; else null.</param>
internal sealed record ViewManifest(IReadOnlyList<WindowManifest> Windows, IReadOnlyList<SegmentManifest> Segments, long? ForgottenMs);

/// <summary>A window's part of a manifest.</summary>
/// <param name="EndMs">Its end, where windows have a zone; else null.</param>
internal readonly record struct WindowManifest(long Start, long FirstMs, int Emissions, long? EndMs);

/// <summary>A segment's part of a manifest.</summary>
internal sealed record SegmentManifest(PaneKey Pane, IReadOnlyList<ChunkPart> Parts);
