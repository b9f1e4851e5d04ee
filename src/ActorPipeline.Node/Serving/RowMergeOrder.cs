using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>The order rows are read in: by window start, then key, then breakdown; with <see cref="RowQuery.Top"/> by window start, then the order column,
/// largest first.</summary>
internal sealed class RowMergeOrder(RowQuery query) : IComparer<Row>
{
    private readonly string? _column = query.Top is null ? null : query.Order ?? query.View.Columns[0].Name;

    public int Compare(Row? x, Row? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = x.Window.StartMs.CompareTo(y.Window.StartMs);
        if (order == 0 && _column is not null)
        {
            order = RowOrder.CompareValues(ValueOf(y), ValueOf(x));
        }

        return order == 0 ? RowOrder.ByKey.Compare(x, y) : order;
    }

    private object ValueOf(Row row) => row.Columns.First(column => column.Key == _column).Value;
}
