using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Store;

/// <summary>Closed rows in memory: of each key, breakdown and window the one with the highest revision. Thread-safe.</summary>
internal sealed class StoredRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RowId, Row> _rows = [];

    /// <summary>Takes rows.</summary>
    public void Write(RowBatch batch)
    {
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var row = batch.RowAt(i);
                var id = RowId.Of(row);
                if (!_rows.TryGetValue(id, out var stored) || stored.Revision <= row.Revision)
                {
                    _rows[id] = row;
                }
            }
        }
    }

    /// <summary>Rows of a view, in no particular order.</summary>
    public IReadOnlyList<Row> Of(string pipeline, string view)
    {
        lock (_gate)
        {
            return [.. _rows.Values.Where(row => row.Pipeline == pipeline && row.View == view)];
        }
    }

    /// <summary>Rows that a query wants, in its order.</summary>
    public IReadOnlyList<Row> Select(RowQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Select(Of(query.Pipeline, query.View.Name), query);
    }

    /// <summary>Those of a view's rows that a query wants, in its order.</summary>
    public static IReadOnlyList<Row> Select(IEnumerable<Row> rows, RowQuery query)
    {
        var windows = rows
            .Where(row => !(row.Window.StartMs < query.FromMs) && !(row.Window.StartMs >= query.ToMs))
            .Where(row => query.Where.All(wanted => row.Key.Contains(wanted) || row.By.Contains(wanted)))
            .GroupBy(row => row.Window.StartMs)
            .OrderBy(window => window.Key)
            .ToList();
        return [.. windows.TakeLast(query.Last ?? windows.Count).SelectMany(window => InOrder(query, window)).Take(query.Limit)];
    }

    /// <summary>Keys of a view, in order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Keys(string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit) =>
    [
        .. Of(pipeline, view.Name)
            .Where(row => row.Key.Any(part => part.Value.StartsWith(prefix, StringComparison.Ordinal)))
            .DistinctBy(row => RowId.Text(row.Key))
            .Order(RowOrder.ByKey)
            .Select(row => row.Key.Select(part => part.Value).ToList())
            .Where(key => after is null || Compare(key, after) > 0)
            .Take(limit),
    ];

    private static int Compare(IReadOnlyList<string> x, IReadOnlyList<string> y) =>
        x.Zip(y, string.CompareOrdinal).FirstOrDefault(order => order != 0);

    private static IEnumerable<Row> InOrder(RowQuery query, IEnumerable<Row> rows)
    {
        if (query.Top is not { } top)
        {
            return rows.Order(RowOrder.ByKey);
        }

        var order = query.Order ?? query.View.Columns[0].Name;
        return rows
            .OrderByDescending(row => row.Columns.First(column => column.Key == order).Value, Comparer<object?>.Default)
            .ThenBy(row => row, RowOrder.ByKey)
            .Take(top);
    }
}
