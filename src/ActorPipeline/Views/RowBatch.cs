using System.Runtime.InteropServices;
using ActorPipeline.Definitions;

namespace ActorPipeline.Views;

/// <summary>Closed rows of one window of one view, column by column: what a shard hands to the view store and to live frames.</summary>
/// <remarks>All rows share the window, its first event time and the revision. Rows are grouped by key: the rows of one entity stand together.
/// Filled once by the shard, then only read; safe to share between threads from then on, until its memory is used again: see <see cref="Storage.IViewStore.WriteRowsAsync"/>.</remarks>
public sealed class RowBatch
{
    /// <summary>Makes an empty batch.</summary>
    /// <param name="shard">The shard that owns the rows.</param>
    /// <param name="revision">0 for the first closing, one more for every correction of this window.</param>
    /// <param name="capacity">About how many rows to make room for.</param>
    public RowBatch(string pipeline, ViewDefinition view, int shard, RowWindow window, int revision, int capacity = 16)
    {
        Pipeline = pipeline;
        View = view;
        Shard = shard;
        Window = window;
        Revision = revision;
        Keys = [.. view.KeyNames.Select(_ => new TextColumn(capacity))];
        By = [.. view.ByNames.Select(_ => new TextColumn(capacity))];
        Columns = [.. view.Columns.Select(column => RowColumn.Of(column.Type, capacity))];
        _exact = new List<bool>(capacity);
    }

    /// <summary>The pipeline's name.</summary>
    public string Pipeline { get; }

    /// <summary>The view.</summary>
    public ViewDefinition View { get; }

    /// <summary>The shard that owns the rows.</summary>
    public int Shard { get; }

    /// <summary>The window.</summary>
    public RowWindow Window { get; private set; }

    /// <summary>0 for the first closing, one more for every correction of this window.</summary>
    public int Revision { get; private set; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The key's columns, in the order of <see cref="ViewDefinition.KeyNames"/>.</summary>
    public IReadOnlyList<TextColumn> Keys { get; }

    /// <summary>The breakdown's columns, in the order of <see cref="ViewDefinition.ByNames"/>.</summary>
    public IReadOnlyList<TextColumn> By { get; }

    /// <summary>The value columns, in the order of <see cref="ViewDefinition.Columns"/>.</summary>
    public IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Per row: whether every column is exact (no distinct count has become an estimate).</summary>
    public IReadOnlyList<bool> Exact => _exact;

    private readonly List<bool> _exact;

    /// <summary>Where its memory goes when nobody looks at it any more; null to leave it to the garbage collector.</summary>
    internal RowBatchPool? Pool { get; init; }

    /// <summary>A row as readers see it.</summary>
    /// <param name="row">The row, from 0.</param>
    public Row RowAt(int row, string layer) => new(
        Pipeline, View.Name, Texts(View.KeyNames, Keys, row), Texts(View.ByNames, By, row), Window, Values(row), layer, _exact[row], Revision);

    /// <summary>Ends a row, after every column has got one more value.</summary>
    /// <param name="exact">Whether every column of the row is exact.</param>
    public void EndRow(bool exact)
    {
        _exact.Add(exact);
        Count++;
    }

    /// <summary>Ends rows, after every column has got as many values.</summary>
    /// <returns>Per row whether every column is exact, for the caller to write.</returns>
    internal Span<bool> EndRows(int rows)
    {
        CollectionsMarshal.SetCount(_exact, Count + rows);
        Count += rows;
        return CollectionsMarshal.AsSpan(_exact)[^rows..];
    }

    internal void Begin(RowWindow window, int revision)
    {
        (Window, Revision, Count) = (window, revision, 0);
        _exact.Clear();
        foreach (var column in Keys.Concat<RowColumn>(By).Concat(Columns))
        {
            column.Clear();
        }
    }

    private static KeyValuePair<string, string>[] Texts(IReadOnlyList<string> names, IReadOnlyList<TextColumn> columns, int row) =>
        [.. columns.Select((column, index) => KeyValuePair.Create(names[index], (string)column.ValueOf(row)))];

    private KeyValuePair<string, object>[] Values(int row) =>
        [.. Columns.Select((column, index) => KeyValuePair.Create(View.Columns[index].Name, column.ValueOf(row)))];
}

/// <summary>A window as rows show it; times in unix milliseconds.</summary>
/// <param name="FirstEventMs">The smallest event time of the whole window, whichever shard holds it.</param>
public readonly record struct RowWindow(long StartMs, long EndMs, long FirstEventMs);
