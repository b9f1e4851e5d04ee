namespace ActorPipeline.Views;

/// <summary>Orders rows of one window by key, then breakdown, part by part and by code point, as stores do that order texts by their UTF-8.</summary>
public sealed class RowOrder : IComparer<Row>
{
    /// <summary>The order; it has no state.</summary>
    public static RowOrder ByKey { get; } = new();

    /// <summary>Compares two values of a column; none is less than any. A fixed-point number beyond a decimal's range is a double, and may stand beside
    /// decimals.</summary>
    public static int CompareValues(object? x, object? y) => (x, y) switch
    {
        (string left, string right) => CompareTexts(left, right),
        (decimal left, double right) => ((double)left).CompareTo(right),
        (double left, decimal right) => left.CompareTo((double)right),
        _ => Comparer<object?>.Default.Compare(x, y),
    };

    /// <summary>Compares texts by code point.</summary>
    public static int CompareTexts(string x, string y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length.CompareTo(y.Length);
        }

        // Two units of a surrogate pair stand for a code point above all that are one unit, though their numbers do not.
        var (left, right) = (x[common], y[common]);
        return char.IsSurrogate(left) == char.IsSurrogate(right) ? left.CompareTo(right) : char.IsSurrogate(left) ? 1 : -1;
    }

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
            var order = CompareTexts(x[i].Value, y[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
