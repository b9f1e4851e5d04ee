using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The rows of one window that a query wants, in its order. Holds up to twice as many as are wanted, or all of the window.</summary>
internal sealed class RowSelection(IComparer<Row> order, int most)
{
    private readonly List<Row> _rows = [];

    public void Add(Row row)
    {
        _rows.Add(row);
        if (_rows.Count / 2 >= most)
        {
            Cut();
        }
    }

    public IReadOnlyList<Row> Rows()
    {
        Cut();
        return _rows;
    }

    private void Cut()
    {
        _rows.Sort(order);
        if (_rows.Count > most)
        {
            _rows.RemoveRange(most, _rows.Count - most);
        }
    }
}

/// <summary>Orders rows of one window: by a column, largest first, where one is given; then by key and breakdown, part by part and by code unit.</summary>
/// <param name="column">The column's index, or null.</param>
internal sealed class WindowOrder(int? column) : IComparer<Row>
{
    public int Compare(Row? x, Row? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var byValue = column is { } index ? RowOrder.CompareValues(y.Columns[index].Value, x.Columns[index].Value) : 0;
        return byValue != 0 ? byValue : RowOrder.ByKey.Compare(x, y);
    }
}
