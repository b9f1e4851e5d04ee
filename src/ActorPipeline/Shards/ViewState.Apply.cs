using ActorPipeline.Batches;
using ActorPipeline.Windows;

namespace ActorPipeline.Shards;

internal sealed partial class ViewState
{
    private readonly Buffer<int> _units = new();
    private readonly Buffer<int> _groups = new();
    private readonly Buffer<int> _keys = new();
    private readonly Buffer<int> _bys = new();
    private readonly Buffer<int> _textMap = new();
    private readonly Buffer<bool> _paneIsLate = new();

    public void Apply(EventBatch batch, BatchSection section, long through, long watermarkMs, ShardCounters counters)
    {
        for (var i = 0; i < section.Firsts.Count; i++)
        {
            var first = section.Firsts[i];
            SeeFirst(first, section.IsZoned ? section.FirstEnds[i] : Math.EndOf(first.WindowStart), watermarkMs);
        }

        if (section.UnitCount.Count == 0)
        {
            return;
        }

        var fresh = DropDuplicates(batch, section, through);
        ApplyPanes(batch, section, watermarkMs, counters);
        CountOutcomes(batch, section, fresh, counters);
    }

    private void SeeFirst(WindowFirst first, long endMs, long watermarkMs)
    {
        // A zone's window that was forgotten does not begin again, whatever end another node's zone data give it: its row would replace the one there is.
        var isForgotten = Math.IsZoned && first.WindowStart <= ForgottenMs;
        if (isForgotten || (IsOver(endMs, watermarkMs) && IsExpired(first.WindowStart, watermarkMs)))
        {
            return;
        }

        var window = GetOrAddWindow(first.WindowStart, endMs);
        if (window.EndMs != endMs)
        {
            Dispute = new WindowDispute(first.WindowStart, window.EndMs, endMs);
        }

        window.See(first.FirstMs, endMs);
        if (window.FirstFell)
        {
            _changed.Add(first.WindowStart);
        }
    }

    // Returns the offset (from the base) from which events are not duplicates.
    private static int DropDuplicates(EventBatch batch, BatchSection section, long through)
    {
        if (batch.Base >= through)
        {
            return 0;
        }

        var fresh = (int)System.Math.Min(int.MaxValue, through - batch.Base);
        section.UnitCount.Span.Clear();
        for (var i = 0; i < section.EventOffset.Count; i++)
        {
            if (section.EventOffset[i] >= fresh)
            {
                section.UnitCount[section.EventUnit[i]]++;
            }
        }

        return fresh;
    }

    private void ApplyPanes(EventBatch batch, BatchSection section, long watermarkMs, ShardCounters counters)
    {
        _paneIsLate.Clear();
        for (var pane = 0; pane < section.Panes.Count; pane++)
        {
            var key = section.Panes[pane];
            var isLate = IsExpired(Math.LastWindow(key.Number), watermarkMs);
            _paneIsLate.Add(isLate);
            CollectUnits(section, pane);
            if (!isLate && _units.Count > 0)
            {
                ApplyPane(batch, section, GetOrAddPane(key, watermarkMs), counters);
            }
        }
    }

    private void CollectUnits(BatchSection section, int pane)
    {
        _units.Clear();
        var counts = section.UnitCount.Span;
        var panes = section.UnitPane.Span;
        for (var unit = 0; unit < counts.Length; unit++)
        {
            if (panes[unit] == pane && counts[unit] > 0)
            {
                _units.Add(unit);
            }
        }
    }

    private void ApplyPane(EventBatch batch, BatchSection section, Pane pane, ShardCounters counters)
    {
        _textMap.Resize(batch.Texts.Count).Clear();
        var groups = _groups.Resize(_units.Count);
        var run = new UnitRun(batch, section, _units.Span, groups, pane.Live.Texts, _textMap.Span);
        var isClosed = NoteClosedWindows(pane);
        MapTexts(section, pane.Live, run);
        for (var i = 0; i < groups.Length; i++)
        {
            var unit = _units[i];
            groups[i] = GroupOf(pane, _keys[i], _bys[i], section.UnitCount[unit], counters);
            if (isClosed)
            {
                pane.Touched.Add(pane.Live.HashOf(groups[i]));
            }
        }

        pane.Live.Apply(run);
    }

    // All before the first group is looked for, so that memory is waited for in many places at once.
    private void MapTexts(BatchSection section, PaneTable table, in UnitRun run)
    {
        var keys = _keys.Resize(_units.Count);
        var bys = _bys.Resize(_units.Count);
        for (var i = 0; i < keys.Length; i++)
        {
            run.Prefetch(i, section.UnitKey.Span);
            bys[i] = section.HasBy ? run.TextOf(section.UnitBy[_units[i]]) : 0;
            keys[i] = run.TextOf(section.UnitKey[_units[i]]);
            table.PrefetchGroup(keys[i], bys[i]);
        }
    }

    private int GroupOf(Pane pane, int key, int by, int events, ShardCounters counters)
    {
        var table = pane.Live;
        if (pane.Groups >= options.MaxGroupsPerPane)
        {
            return GroupAtBound(pane, key, by, events, counters);
        }

        var before = table.Groups;
        var group = table.GetOrAdd(key, by);
        if (table.Groups > before && pane.IsNew(group))
        {
            pane.CountNew();
        }

        return group;
    }

    private int GroupAtBound(Pane pane, int key, int by, int events, ShardCounters counters)
    {
        var table = pane.Live;
        if (table.Find(key, by) >= 0 || !pane.IsNew(table.HashOf(key, by)))
        {
            return table.GetOrAdd(key, by);
        }

        counters.Overflow += events;
        return table.GetOrAdd(table.Texts.GetOrAdd(_overflowKey), View.ByFields.Count > 0 ? table.Texts.GetOrAdd(_overflowBy) : 0);
    }

    // Closed windows of a pane that changes will need correcting.
    private bool NoteClosedWindows(Pane pane)
    {
        var isClosed = false;
        for (var start = Math.FirstWindow(pane.Key); start <= Math.LastWindow(pane.Key.Number); start += Math.Every)
        {
            if (_windows.TryGetValue(start, out var window) && window.Emissions > 0)
            {
                isClosed = true;
                _changed.Add(start);
            }
        }

        if (isClosed)
        {
            _touched.Add(pane);
        }

        return isClosed;
    }

    private void CountOutcomes(EventBatch batch, BatchSection section, int fresh, ShardCounters counters)
    {
        long primary = 0, duplicate = 0, late = 0;
        var anyLate = _paneIsLate.Span.Contains(true);
        for (var i = 0; i < section.EventPrimary.Count; i++)
        {
            if (section.EventPrimary[i] == 0)
            {
                continue;
            }

            primary++;
            var isDuplicate = section.EventOffset[i] < fresh;
            duplicate += isDuplicate ? 1 : 0;
            late += !isDuplicate && anyLate && _paneIsLate[section.UnitPane[section.EventUnit[i]]] ? 1 : 0;
        }

        counters.Accepted += primary;
        counters.Duplicate += duplicate;
        counters.Late += late;
        counters.Applied += primary - duplicate - late;
    }
}
