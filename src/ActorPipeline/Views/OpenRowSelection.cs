namespace ActorPipeline.Views;

/// <summary>Picks what a query wants from rows of windows that still count: the same rules as the view store's, on rows in memory.</summary>
internal static class OpenRowSelection
{
    public static IReadOnlyList<Row> Select(RowQuery query, IEnumerable<RowBatch> batches) => Select(
        query, batches.Where(batch => IsWanted(query, batch.Window)).SelectMany(batch => batch.AsRows()));

    public static IReadOnlyList<Row> Select(RowQuery query, IEnumerable<Row> rows)
    {
        var windows = rows
            .Where(row => IsWanted(query, row.Window) && query.Where.All(wanted => row.Key.Contains(wanted) || row.By.Contains(wanted)))
            .GroupBy(row => row.Window.StartMs)
            .OrderBy(window => window.Key)
            .ToList();
        return [.. windows.TakeLast(query.Last ?? windows.Count).SelectMany(window => Order(query, window)).Take(query.Limit)];
    }

    private static bool IsWanted(RowQuery query, RowWindow window) =>
        !(window.StartMs < query.FromMs) && !(window.StartMs >= query.ToMs);

    private static IEnumerable<Row> Order(RowQuery query, IEnumerable<Row> rows)
    {
        if (query.Top is not { } top)
        {
            return rows.OrderBy(row => row, RowOrder.ByKey);
        }

        var order = query.Order ?? query.View.Columns[0].Name;
        return rows
            .OrderByDescending(row => row.Columns.First(column => column.Key == order).Value, Comparer<object?>.Create(RowOrder.CompareValues))
            .ThenBy(row => row, RowOrder.ByKey)
            .Take(top);
    }
}
