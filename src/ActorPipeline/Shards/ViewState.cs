using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Views;
using ActorPipeline.Windows;

namespace ActorPipeline.Shards;

/// <summary>A shard's share of one view: its open panes and windows.</summary>
/// <remarks>A pure function of the shard-log prefix. Memory is bounded by open panes × <see cref="ShardOptions.MaxGroupsPerPane"/>.</remarks>
internal sealed partial class ViewState(PipelineDefinition pipeline, ViewDefinition view, int shard, ShardOptions options, TableHash hash)
{
    // A pane of more segments is folded at the next checkpoint: each group is then rewritten about once in so many checkpoints.
    private const int MaxSegments = 8;

    private readonly long _latenessMs = (long)pipeline.Source.AllowedLateness.TotalMilliseconds;
    private readonly byte[] _overflowKey = TupleCodec.Overflow(view.KeyFields.Count);
    private readonly byte[] _overflowBy = TupleCodec.Overflow(view.ByFields.Count);
    private readonly TablePool _tables = new(view, options.ExactDistinctLimit, hash);
    private readonly RowBatchPool _batches = new(pipeline.Name, view, shard);
    private readonly Buffer<int> _order = new();
    private readonly Buffer<int> _orderCounts = new();
    private readonly SortedSet<long> _unclosed = [];
    private readonly SortedSet<long> _changed = [];
    private readonly List<Pane> _touched = [];
    private bool _hasPassivated;
    private readonly SortedDictionary<PaneKey, Pane> _panes = [];
    private readonly SortedDictionary<long, WindowState> _windows = [];

    public ViewDefinition View { get; } = view;
    public WindowMath Math { get; } = new(view.Window);

    public IReadOnlyCollection<Pane> Panes => _panes.Values;

    public IReadOnlyDictionary<long, WindowState> Windows => _windows;

    /// <summary>The start of the last window that was forgotten; <see cref="long.MinValue"/> before the first one.</summary>
    public long ForgottenMs { get; private set; } = long.MinValue;

    /// <summary>The last window of which different ends were told, for somebody to report and set back.</summary>
    public WindowDispute? Dispute { get; set; }

    /// <summary>The passivated segments that must be revived before the watermark moves to a time.</summary>
    public IEnumerable<Segment> Passivated(long watermarkMs) => !_hasPassivated ? [] : _panes.Values
            .Where(pane => EndOf(Math.FirstWindow(pane.Key)) <= watermarkMs)
            .SelectMany(pane => pane.Frozen)
            .Where(segment => segment.Table is null);

    /// <summary>Lets go of the stored tables of panes that nothing has changed since a time, where every window of the pane is still open.</summary>
    public void Passivate(long frozenBeforeMs, long watermarkMs)
    {
        foreach (var pane in _panes.Values.Where(pane => EndOf(Math.FirstWindow(pane.Key)) > watermarkMs && pane.IsIdleSince(frozenBeforeMs)))
        {
            _hasPassivated = true;
            foreach (var segment in pane.Frozen)
            {
                segment.Passivate();
            }
        }
    }

    /// <summary>Gives memory back that is kept for the next windows and was larger than the last ones needed. Called now and then; changes no state.</summary>
    public void Trim()
    {
        var groups = _tables.Age();
        _order.Trim(groups);
        _orderCounts.Trim(groups);
        _batches.Age();
    }

    /// <summary>Freezes what a pane has taken in since the last checkpoint; folds its segments into one when there are many.</summary>
    public void Freeze(Pane pane, long nowMs)
    {
        if (pane.Live.Groups > 0)
        {
            pane.Freeze(_tables.Rent(), nowMs);
        }

        var resident = pane.Frozen.FindAll(segment => segment.Table is not null);
        if (resident.Count > MaxSegments)
        {
            var folded = Merge([.. resident.Select(segment => segment.Table!)], null);
            pane.Frozen.RemoveAll(resident.Contains);
            pane.Frozen.Add(new Segment(folded, null, nowMs));
        }
    }

    /// <param name="forgottenMs">What <see cref="ForgottenMs"/> was; only windows of a zone need it.</param>
    public void Restore(long forgottenMs) => ForgottenMs = forgottenMs;

    public void Restore(PaneKey key, Segment segment)
    {
        if (!_panes.TryGetValue(key, out var pane))
        {
            pane = AddPane(key);
        }

        pane.Restore(segment);
    }

    public void Restore(long windowStart, WindowState window)
    {
        _windows[windowStart] = window;
        if (window.Emissions == 0)
        {
            _unclosed.Add(windowStart);
        }
    }

    // A zone's window is known, by what the log told of it, until it has expired.
    private long EndOf(long windowStart) => !Math.IsZoned ? Math.EndOf(windowStart)
        : _windows.TryGetValue(windowStart, out var window) ? window.EndMs
        : long.MinValue;

    private bool IsExpired(long windowStart, long watermarkMs) => IsOver(EndOf(windowStart), watermarkMs);

    private bool IsOver(long endMs, long watermarkMs) => endMs == long.MinValue || endMs + _latenessMs <= watermarkMs;

    private Pane GetOrAddPane(PaneKey key, long watermarkMs)
    {
        if (!_panes.TryGetValue(key, out var pane))
        {
            pane = AddPane(key);
            for (var start = Math.FirstWindow(key); start <= Math.LastWindow(key.Number); start += Math.Every)
            {
                if (!IsExpired(start, watermarkMs) && GetOrAddWindow(start, EndOf(start)).Emissions == 0)
                {
                    _unclosed.Add(start);
                }
            }
        }

        return pane;
    }

    private Pane AddPane(PaneKey key) => _panes[key] = new Pane(key, _tables.Rent(), hash);

    private WindowState GetOrAddWindow(long start, long endMs)
    {
        if (!_windows.TryGetValue(start, out var window))
        {
            window = new WindowState(endMs);
            _windows.Add(start, window);
        }

        return window;
    }
}
