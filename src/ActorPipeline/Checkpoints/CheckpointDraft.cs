using ActorPipeline.Batches;
using ActorPipeline.Shards;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>A checkpoint being made: the state frozen at one offset. Taken on the shard's turn; written while the shard goes on.</summary>
internal sealed class CheckpointDraft
{
    private readonly CheckpointManifest _header;
    private readonly List<ViewDraft> _views;

    private CheckpointDraft(CheckpointManifest header, List<ViewDraft> views)
    {
        _header = header;
        _views = views;
    }

    public long NextOffset => _header.NextOffset;

    /// <summary>The segments that must be written, view by view.</summary>
    public IEnumerable<IReadOnlyList<Segment>> Unwritten =>
        _views.Select(view => view.Segments.Select(one => one.Segment).Where(segment => segment.Parts is null).ToList());

    /// <summary>Freezes a shard's live tables and notes everything else.</summary>
    /// <param name="state">The shard's state; goes on with empty live tables.</param>
    /// <param name="logEpoch">The epoch of the shard log's topic.</param>
    public static CheckpointDraft Take(ShardState state, long logEpoch, long nowMs)
    {
        var header = new CheckpointManifest
        {
            NextOffset = state.NextOffset,
            LogEpoch = logEpoch,
            AtMs = nowMs,
            WatermarkMs = state.WatermarkMs,
            Partitions = state.Partitions.ToArray(),
            Counters = state.Counters.Copy(),
            Views = [],
        };
        return new CheckpointDraft(header, [.. state.Views.Select(view => ViewDraft.Take(view, nowMs))]);
    }

    public CheckpointManifest Finish() => _header with { Views = [.. _views.Select(view => view.Finish())] };

    private sealed record ViewDraft(IReadOnlyList<WindowManifest> Windows, IReadOnlyList<(PaneKey Pane, Segment Segment)> Segments, long? ForgottenMs)
    {
        public static ViewDraft Take(ViewState view, long nowMs)
        {
            var segments = new List<(PaneKey, Segment)>();
            foreach (var pane in view.Panes)
            {
                view.Freeze(pane, nowMs);
                segments.AddRange(pane.Frozen.Select(segment => (pane.Key, segment)));
            }

            var windows = view.Windows.Select(window => ManifestOf(view, window.Key, window.Value)).ToList();
            return new ViewDraft(windows, segments, view.Math.IsZoned ? view.ForgottenMs : null);
        }

        private static WindowManifest ManifestOf(ViewState view, long start, WindowState window) =>
            new(start, window.FirstMs, window.Emissions, view.Math.IsZoned ? window.EndMs : null);

        public ViewManifest Finish() => new(
            Windows,
            [.. Segments.Select(one => new SegmentManifest(one.Pane, one.Segment.Parts ?? throw new InvalidOperationException("a segment was not written")))],
            ForgottenMs);
    }
}
