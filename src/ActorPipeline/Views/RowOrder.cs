namespace ActorPipeline.Views;

/// <summary>Orders rows of one window by key, then breakdown, part by part and by code unit.</summary>
internal sealed class RowOrder : IComparer<Row>
{
    public static RowOrder ByKey { get; } = new();

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
