using ActorPipeline.Batches;
using ActorPipeline.Views;
using ActorPipeline.Windows;

namespace ActorPipeline.Shards;

internal sealed partial class ViewState
{
    /// <summary>Emits rows of windows that the watermark has passed, and of closed ones that changed; forgets what is past the allowed lateness.</summary>
    public void Advance(long watermarkMs, List<RowBatch> rows)
    {
        while (_unclosed.Count > 0 && EndOf(_unclosed.Min) <= watermarkMs)
        {
            Close(_unclosed.Min, rows);
        }

        foreach (var start in _changed)
        {
            Correct(start, rows);
        }

        _changed.Clear();
        _touched.ForEach(pane => pane.Touched.Clear());
        _touched.Clear();
        Forget(watermarkMs);
    }

    public void EmitOpen(long watermarkMs, List<RowBatch> rows)
    {
        foreach (var (start, window) in _windows)
        {
            if (window.EndMs > watermarkMs)
            {
                Emit(RowLayer.Open, start, window, null, rows);
            }
        }
    }

    // A window without events in this shard gets no rows; a pane that comes late puts it back among the unclosed.
    private void Close(long start, List<RowBatch> rows)
    {
        _unclosed.Remove(start);
        EmitNext(start, _windows[start], null, rows);
    }

    private void Correct(long start, List<RowBatch> rows)
    {
        var window = _windows[start];
        EmitNext(start, window, window.FirstFell ? null : TouchedIn(start), rows);
        window.FirstFell = false;
    }

    private void EmitNext(long start, WindowState window, HashSet<ulong>? only, List<RowBatch> rows)
    {
        var before = rows.Count;
        Emit(RowLayer.Speed, start, window, only, rows);
        window.Emissions += rows.Count > before ? 1 : 0;
    }

    private HashSet<ulong> TouchedIn(long start)
    {
        var touched = new HashSet<ulong>();
        foreach (var pane in _touched.Where(pane => Math.Counts(pane.Key, start)))
        {
            touched.UnionWith(pane.Touched);
        }

        return touched;
    }

    private IEnumerable<Pane> PanesOf(long start)
    {
        // Panes are ordered by time: the ones of a window stand together.
        foreach (var (key, pane) in _panes)
        {
            if (Math.FirstWindow(key.Number) > start)
            {
                yield break;
            }

            if (Math.Counts(key, start))
            {
                yield return pane;
            }
        }
    }

    private void Emit(RowLayer layer, long start, WindowState window, HashSet<ulong>? only, List<RowBatch> rows)
    {
        var tables = new List<PaneTable>();
        foreach (var pane in PanesOf(start))
        {
            var frozen = pane.Frozen.Select(segment => segment.Table ?? throw new InvalidOperationException($"pane {pane.Key} of {View.Name} was not revived"));
            tables.AddRange([.. frozen, pane.Live]);
        }

        tables.RemoveAll(table => table.Groups == 0);
        if (tables.Count == 1 && only is null)
        {
            EmitTable(layer, tables[0], start, window, rows);
        }
        else if (tables.Count > 0)
        {
            var merged = Merge(tables, only);
            EmitTable(layer, merged, start, window, rows);
            _tables.Return(merged);
        }
    }

    private PaneTable Merge(List<PaneTable> tables, HashSet<ulong>? only)
    {
        // Copying a table is much cheaper than adding its groups one by one: the largest one is copied.
        var largest = only is null ? tables.MaxBy(table => table.Groups) : null;
        var merged = _tables.Rent();
        if (largest is not null)
        {
            merged.CopyFrom(largest);
        }

        foreach (var table in tables.Where(table => table != largest))
        {
            merged.Merge(table, only);
        }

        return merged;
    }

    private void EmitTable(RowLayer layer, PaneTable table, long start, WindowState window, List<RowBatch> rows)
    {
        var bounds = new RowWindow(start, window.EndMs, window.FirstMs);
        var order = table.GroupsByKey(_order, _orderCounts);
        while (order.Length > 0)
        {
            var count = RowsOfBatch(table, order);
            var batch = _batches.Rent(layer, bounds, window.Emissions, count);
            EmitRows(table, order[..count], batch);
            rows.Add(batch);
            order = order[count..];
        }
    }

    // Rows of one key stay together.
    private int RowsOfBatch(PaneTable table, ReadOnlySpan<int> order)
    {
        var count = System.Math.Min(order.Length, options.MaxRowsPerBatch);
        while (count < order.Length && table.KeyOf(order[count]) == table.KeyOf(order[count - 1]))
        {
            count++;
        }

        return count;
    }

    private void EmitRows(PaneTable table, ReadOnlySpan<int> groups, RowBatch batch)
    {
        var hasBy = View.ByFields.Count > 0;
        foreach (var group in groups)
        {
            AddParts(table.Texts[table.KeyOf(group)], batch.Keys);
            if (hasBy)
            {
                AddParts(table.Texts[table.ByOf(group)], batch.By);
            }
        }

        var exact = batch.EndRows(groups.Length);
        exact.Fill(true);
        for (var i = 0; i < table.Columns.Length; i++)
        {
            table.Columns[i].Emit(groups, table.Texts, batch.Columns[i], exact);
        }
    }

    private static void AddParts(ReadOnlySpan<byte> tuple, IReadOnlyList<TextColumn> columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            columns[i].Add(TupleCodec.TakePart(ref tuple, columns.Count));
        }
    }

    private void Forget(long watermarkMs)
    {
        while (_windows.Count > 0 && IsExpired(_windows.First().Key, watermarkMs))
        {
            ForgottenMs = _windows.First().Key;
            _unclosed.Remove(ForgottenMs);
            _windows.Remove(ForgottenMs);
        }

        while (_panes.Count > 0 && IsExpired(Math.LastWindow(_panes.First().Key.Number), watermarkMs))
        {
            var (key, pane) = _panes.First();
            _panes.Remove(key);
            _tables.Return(pane.Live);
        }
    }
}
