namespace ActorPipeline.Views;

/// <summary>Orders rows of one window by key, then breakdown, part by part and by code unit.</summary>
public sealed class RowOrder : IComparer<Row>
{
    /// <summary>The order; it has no state.</summary>
    public static RowOrder ByKey { get; } = new();

    /// <summary>Compares two values of a column; none is less than any. A fixed-point number beyond a decimal's range is a double, and may stand beside
    /// decimals.</summary>
    public static int CompareValues(object? x, object? y) => (x, y) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (decimal left, double right) => ((double)left).CompareTo(right),
        (double left, decimal right) => left.CompareTo((double)right),
        _ => Comparer<object?>.Default.Compare(x, y),
    };

    /// <inheritdoc/>
    public int Compare(Row? x, Row? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var byKey = Compare(x.Key, y.Key);
        return byKey != 0 ? byKey : Compare(x.By, y.By);
    }

    private static int Compare(IReadOnlyList<KeyValuePair<string, string>> x, IReadOnlyList<KeyValuePair<string, string>> y)
    {
        for (var i = 0; i < x.Count; i++)
        {
            var order = string.CompareOrdinal(x[i].Value, y[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
