using ActorPipeline.Batches;
using ActorPipeline.Windows;

namespace ActorPipeline.Intake;

/// <summary>The smallest event time of every window of one view that one run of the intake has seen in its partition. One thread at a time.</summary>
/// <remarks>Bounded by the windows between the partition's watermark and its largest event time, and those of jumps of time.</remarks>
internal sealed class WindowFirsts(WindowMath math)
{
    private readonly SortedDictionary<long, long> _firsts = [];
    private readonly HashSet<long> _changed = [];
    private PaneKey _lastPane;
    private long _lastMinimum = long.MaxValue;

    public void See(PaneKey pane, long timeMs)
    {
        // Neighbours share their pane: only a new minimum can change a window's.
        if (pane == _lastPane && timeMs >= _lastMinimum)
        {
            return;
        }

        (_lastPane, _lastMinimum) = (pane, timeMs);
        for (var start = math.FirstWindow(pane); start <= math.LastWindow(pane.Number); start += math.Every)
        {
            if (!_firsts.TryGetValue(start, out var first) || timeMs < first)
            {
                _firsts[start] = timeMs;
                _changed.Add(start);
            }
        }
    }

    public void Write(BatchSection section)
    {
        foreach (var start in _changed)
        {
            section.Firsts.Add(new WindowFirst(start, _firsts[start]));
            if (section.IsZoned)
            {
                section.FirstEnds.Add(math.EndOf(start));
            }
        }
    }

    /// <summary>Forgets what has changed, now that every shard's batch says it, and windows that end at or before a time: they take no more events.</summary>
    public void EndBatch(long expiredBeforeMs)
    {
        _changed.Clear();
        while (_firsts.Count > 0 && math.EndOf(_firsts.First().Key) <= expiredBeforeMs)
        {
            _firsts.Remove(_firsts.First().Key);
        }
    }
}
