using ActorPipeline.Batches;
using ActorPipeline.Shards;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>What a shard's pointer holds: everything of a checkpoint that is not in chunks, and the list of those.</summary>
internal sealed record CheckpointManifest
{
    /// <summary>Offset in the shard log of the next record: replay begins here.</summary>
    public required long NextOffset { get; init; }

    /// <summary>When it was made, unix milliseconds on the owner's clock: shown to operators, not part of the state.</summary>
    public required long AtMs { get; init; }

    /// <summary>The shard's watermark.</summary>
    public required long WatermarkMs { get; init; }

    /// <summary>Per source partition how far it has come.</summary>
    public required IReadOnlyList<PartitionState> Partitions { get; init; }

    /// <summary>What has been counted.</summary>
    public required ShardCounters Counters { get; init; }

    /// <summary>Per view its windows and panes.</summary>
    public required IReadOnlyList<ViewManifest> Views { get; init; }

    /// <summary>Every chunk the checkpoint needs.</summary>
    public IEnumerable<ChunkRef> Chunks => Views.SelectMany(view => view.Segments).SelectMany(segment => segment.Chunks);
}

/// <summary>A view's part of a manifest.</summary>
/// <param name="Windows">The windows not yet forgotten: start, smallest event time, emissions.</param>
/// <param name="Segments">The panes' segments, oldest first within a pane.</param>
internal sealed record ViewManifest(IReadOnlyList<WindowManifest> Windows, IReadOnlyList<SegmentManifest> Segments);

/// <summary>A window's part of a manifest.</summary>
/// <param name="Start">Its start, unix milliseconds.</param>
/// <param name="FirstMs">The smallest event time.</param>
/// <param name="Emissions">How often rows were emitted.</param>
internal readonly record struct WindowManifest(long Start, long FirstMs, int Emissions);

/// <summary>A segment's part of a manifest.</summary>
/// <param name="Pane">The pane it belongs to.</param>
/// <param name="Chunks">The chunks that hold it.</param>
internal sealed record SegmentManifest(PaneKey Pane, IReadOnlyList<ChunkRef> Chunks);
