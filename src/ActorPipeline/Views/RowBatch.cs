using System.Runtime.InteropServices;
using ActorPipeline.Definitions;

namespace ActorPipeline.Views;

/// <summary>Rows of one window of one view, column by column: what a shard hands to the row store and to live frames.</summary>
/// <remarks>All rows share the window, its first event time and the revision. Rows are grouped by key: the rows of one entity stand together. Filled once
/// by the shard, then only read by any thread, until its memory is used again: see <see cref="Storage.IRowStore.WriteRowsAsync"/>.</remarks>
/// <param name="capacity">About how many rows to make room for.</param>
public sealed class RowBatch(string pipeline, ViewDefinition view, int shard, RowWindow window, int revision, int capacity = 16)
{
    private readonly List<bool> _exact = new(capacity);

    /// <summary>The pipeline's name.</summary>
    public string Pipeline { get; } = pipeline;

    /// <summary>The view.</summary>
    public ViewDefinition View { get; } = view;

    /// <summary>The shard that owns the rows.</summary>
    public int Shard { get; } = shard;

    /// <summary>The window.</summary>
    public RowWindow Window { get; private set; } = window;

    /// <summary>0 for the first closing, one more for every correction of this window.</summary>
    public int Revision { get; private set; } = revision;

    /// <summary>What the rows were counted by: <see cref="RowLayer.Speed"/> unless a shard says otherwise. Only closed rows go between nodes.</summary>
    public RowLayer Layer { get; private set; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The key's columns, in the order of <see cref="ViewDefinition.KeyNames"/>.</summary>
    public IReadOnlyList<TextColumn> Keys { get; } = [.. view.KeyNames.Select(_ => new TextColumn(capacity))];

    /// <summary>The breakdown's columns, in the order of <see cref="ViewDefinition.ByNames"/>.</summary>
    public IReadOnlyList<TextColumn> By { get; } = [.. view.ByNames.Select(_ => new TextColumn(capacity))];

    /// <summary>The value columns, in the order of <see cref="ViewDefinition.Columns"/>.</summary>
    public IReadOnlyList<RowColumn> Columns { get; } = [.. view.Columns.Select(column => RowColumn.Of(column.Type, capacity))];

    /// <summary>Per row: whether every column is exact (no distinct count has become an estimate).</summary>
    public IReadOnlyList<bool> Exact => _exact;

    /// <summary>Where its memory goes when nobody looks at it any more; null to leave it to the garbage collector.</summary>
    internal RowBatchPool? Pool { get; init; }

    /// <summary>How many rows it has memory for.</summary>
    internal int Room => _exact.Capacity;

    /// <summary>Whether every column has a value for a row.</summary>
    public bool IsComplete(int row)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (!Columns[i].HasValue(row))
            {
                return false;
            }
        }

        return true;
    }

    internal IEnumerable<Row> AsRows() => Enumerable.Range(0, Count).Select(RowAt);

    /// <summary>A row, by its number from 0, as readers see it.</summary>
    public Row RowAt(int row) => new(
        Pipeline, View.Name, Texts(View.KeyNames, Keys, row), Texts(View.ByNames, By, row), Window, Values(row), Layer, _exact[row], Revision);

    /// <summary>Ends a row, after every column has got one more value or <see cref="RowColumn.AddNone"/>.</summary>
    public void EndRow(bool exact)
    {
        _exact.Add(exact);
        Count++;
    }

    /// <summary>Ends rows, after every column has got as many values. Returns per row whether every column is exact, for the caller to write.</summary>
    internal Span<bool> EndRows(int rows)
    {
        CollectionsMarshal.SetCount(_exact, Count + rows);
        Count += rows;
        return CollectionsMarshal.AsSpan(_exact)[^rows..];
    }

    internal void Begin(RowLayer layer, RowWindow window, int revision)
    {
        (Layer, Window, Revision, Count) = (layer, window, revision, 0);
        _exact.Clear();
        foreach (var column in Keys.Concat<RowColumn>(By).Concat(Columns))
        {
            column.Clear();
        }
    }

    private static KeyValuePair<string, string>[] Texts(IReadOnlyList<string> names, IReadOnlyList<TextColumn> columns, int row) =>
        [.. columns.Select((column, index) => KeyValuePair.Create(names[index], column.TextOf(row)))];

    private KeyValuePair<string, object?>[] Values(int row) =>
        [.. Columns.Select((column, index) => KeyValuePair.Create(View.Columns[index].Name, column.ValueOf(row)))];
}

/// <summary>A window as rows show it; times in unix milliseconds.</summary>
/// <param name="FirstEventMs">The smallest event time of the whole window, whichever shard holds it.</param>
public readonly record struct RowWindow(long StartMs, long EndMs, long FirstEventMs);
