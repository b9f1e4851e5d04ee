using System.Runtime.CompilerServices;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>Rows from the view store and, where asked for, from windows that still count, in one order.</summary>
internal sealed class RowSource(ViewReads reads)
{
    /// <summary>Reads rows as they are taken. In memory are a page of closed rows, open rows and, with <see cref="RowQuery.Last"/> beside them, as many as
    /// the query's limit allows: all of it within the budget that answers share.</summary>
    /// <exception cref="ViewsBusyException">Others read too much already.</exception>
    public async IAsyncEnumerable<Row> ReadAsync(IPipelineRuntime pipeline, RowRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var hold = reads.Budget.Begin();
        var paged = request with { Query = request.Query with { PageRows = hold.PageRows } };
        await foreach (var row in RowsAsync(pipeline, paged, hold, cancellationToken).Take(paged.Query.Limit))
        {
            yield return row;
        }
    }

    private IAsyncEnumerable<Row> RowsAsync(IPipelineRuntime pipeline, RowRequest request, RowHold hold, CancellationToken cancellationToken)
    {
        var query = request.Query;
        return request switch
        {
            { WantsOpen: false } => ClosedAsync(request, hold, cancellationToken),
            { WantsClosed: false } => MergeAsync(AsyncEnumerable.Empty<Row>(), pipeline, query, hold, cancellationToken),
            _ => Cut(MergeAsync(ClosedAsync(request, hold, cancellationToken), pipeline, query, hold, cancellationToken), query, hold, cancellationToken),
        };
    }

    private async IAsyncEnumerable<Row> ClosedAsync(RowRequest request, RowHold hold, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reads.Requests.PagesAsync(request.Query, cancellationToken))
        {
            hold.Page(page.Count);
            foreach (var row in page.Where(row => request.Layer is null || row.Layer == request.Layer))
            {
                yield return row;
            }
        }
    }

    private static async IAsyncEnumerable<Row> MergeAsync(
        IAsyncEnumerable<Row> closed, IPipelineRuntime pipeline, RowQuery query, RowHold hold, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = OrderOf(query);

        // Open rows first: a window that closes in between is then seen twice rather than not at all, and the closed row wins below.
        var open = (await pipeline.OpenRowsAsync(query, cancellationToken)).Order(order).ToList();
        hold.Keep(open.Count);
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
    private static IAsyncEnumerable<Row> Cut(IAsyncEnumerable<Row> rows, RowQuery query, RowHold hold, CancellationToken cancellationToken)
    {
        var latest = query.Last is { } last ? LatestAsync(rows, last, hold, cancellationToken) : rows;
        return query.Top is { } top ? TopAsync(latest, top, cancellationToken) : latest;
    }

    private static async IAsyncEnumerable<Row> LatestAsync(
        IAsyncEnumerable<Row> rows, int windows, RowHold hold, [EnumeratorCancellation] CancellationToken cancellationToken)
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

            hold.Keep(1);
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
