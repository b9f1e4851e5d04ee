using System.Globalization;
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
            order = CompareValues(ValueOf(y), ValueOf(x));
        }

        order = order == 0 ? CompareTexts(x.Key, y.Key) : order;
        return order == 0 ? CompareTexts(x.By, y.By) : order;
    }

    private object ValueOf(Row row) => row.Columns.First(column => column.Key == _column).Value;

    private static int CompareValues(object left, object right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (decimal a, decimal b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
    };

    private static int CompareTexts(IReadOnlyList<KeyValuePair<string, string>> left, IReadOnlyList<KeyValuePair<string, string>> right)
    {
        for (var i = 0; i < left.Count; i++)
        {
            var order = string.CompareOrdinal(left[i].Value, right[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
