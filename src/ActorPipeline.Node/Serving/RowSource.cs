using System.Runtime.CompilerServices;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>Rows from the view store and, where asked for, from windows that still count, in one order.</summary>
internal sealed class RowSource(IViewStore store)
{
    /// <summary>Reads rows as they come; memory is bounded by the open rows and, with <see cref="RowQuery.Last"/> beside them, by the query's limit.</summary>
    public IAsyncEnumerable<Row> ReadAsync(IPipelineRuntime pipeline, RowRequest request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        return request switch
        {
            { WantsOpen: false } => ClosedAsync(request, cancellationToken).Take(query.Limit),
            { WantsClosed: false } => MergeAsync(AsyncEnumerable.Empty<Row>(), pipeline, query, cancellationToken).Take(query.Limit),
            _ => Cut(MergeAsync(ClosedAsync(request, cancellationToken), pipeline, query, cancellationToken), query, cancellationToken).Take(query.Limit),
        };
    }

    private async IAsyncEnumerable<Row> ClosedAsync(RowRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in store.QueryAsync(request.Query, cancellationToken))
        {
            if (request.Layer is null || row.Layer == request.Layer)
            {
                yield return row;
            }
        }
    }

    private static async IAsyncEnumerable<Row> MergeAsync(
        IAsyncEnumerable<Row> closed, IPipelineRuntime pipeline, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = OrderOf(query);

        // Open rows first: a window that closes in between is then seen twice rather than not at all, and the closed row wins below.
        var open = (await pipeline.OpenRowsAsync(query, cancellationToken)).Order(order).ToList();
        var next = 0;
        await foreach (var row in closed)
        {
            for (; next < open.Count && order.Compare(open[next], row) < 0; next++)
            {
                yield return open[next];
            }

            if (next < open.Count && IsSame(open[next], row))
            {
                next++;
            }

            yield return row;
        }

        for (; next < open.Count; next++)
        {
            yield return open[next];
        }
    }

    // By window start, then key, then breakdown; with top by window start, then the order column, largest first.
    private static Comparer<Row> OrderOf(RowQuery query)
    {
        var column = query.Top is null ? null : query.Order ?? query.View.Columns[0].Name;
        return Comparer<Row>.Create((x, y) =>
        {
            var order = x.Window.StartMs.CompareTo(y.Window.StartMs);
            if (order == 0 && column is not null)
            {
                order = RowOrder.CompareValues(Value(y, column), Value(x, column));
            }

            return order == 0 ? RowOrder.ByKey.Compare(x, y) : order;
        });
    }

    private static object? Value(Row row, string column) => row.Columns.First(one => one.Key == column).Value;

    private static bool IsSame(Row left, Row right) =>
        left.Window.StartMs == right.Window.StartMs && left.Key.SequenceEqual(right.Key) && left.By.SequenceEqual(right.By);

    // Each side was cut by itself; together they may hold too many rows of a window, or too many windows.
    private static IAsyncEnumerable<Row> Cut(IAsyncEnumerable<Row> rows, RowQuery query, CancellationToken cancellationToken)
    {
        var latest = query.Last is { } last ? LatestAsync(rows, last, cancellationToken) : rows;
        return query.Top is { } top ? TopAsync(latest, top, cancellationToken) : latest;
    }

    private static async IAsyncEnumerable<Row> LatestAsync(
        IAsyncEnumerable<Row> rows, int windows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var kept = new Queue<List<Row>>();
        List<Row>? current = null;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (current is null || current[0].Window.StartMs != row.Window.StartMs)
            {
                kept.Enqueue(current = []);
                if (kept.Count > windows)
                {
                    kept.Dequeue();
                }
            }

            current.Add(row);
        }

        foreach (var row in kept.SelectMany(window => window))
        {
            yield return row;
        }
    }

    private static async IAsyncEnumerable<Row> TopAsync(
        IAsyncEnumerable<Row> rows, int top, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (window, seen) = (long.MinValue, 0);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (row.Window.StartMs != window)
            {
                (window, seen) = (row.Window.StartMs, 0);
            }

            if (seen++ < top)
            {
                yield return row;
            }
        }
    }
}
