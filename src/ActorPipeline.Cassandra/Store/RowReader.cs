using System.Runtime.CompilerServices;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Answers queries for rows. Thread-safe.</summary>
/// <remarks>
/// Windows are read one after the other, in the order of their starts, and sorted in memory: a query holds a page and the rows of one window, or no more of
/// them than twice what it wants of a window. The latest windows are read from the newest back, and held until the last of them is read.
/// </remarks>
internal sealed class RowReader(StoreClient client)
{
    private readonly WindowList _windows = new(client);

    public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, ViewTables tables, CancellationToken cancellationToken) =>
        RunAsync(QueryPlan.Choose(tables.Rows, query), OrderOf(query), cancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<Row>> RunAsync(
        QueryPlan plan, Comparison<Row> order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = plan.Query.Limit;
        if (left <= 0 || plan.Query.Top is <= 0 || plan.Query.Last is <= 0)
        {
            yield break;
        }

        var windows = plan.Query.Last is { } last ? LatestAsync(plan, order, last, cancellationToken) : WindowsAsync(plan, order, false, cancellationToken);
        var page = new List<Row>();
        await foreach (var rows in windows.ConfigureAwait(false))
        {
            page.AddRange(rows.Take(left));
            left -= rows.Count;
            if (left <= 0)
            {
                break;
            }

            // Several small windows make a page; a large one is sorted, and therefore held, as a whole.
            if (page.Count >= plan.Query.PageRows)
            {
                yield return page;
                page = [];
            }
        }

        if (page.Count > 0)
        {
            yield return page;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<Row>> LatestAsync(
        QueryPlan plan, Comparison<Row> order, int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<IReadOnlyList<Row>>();
        await foreach (var rows in WindowsAsync(plan, order, true, cancellationToken).ConfigureAwait(false))
        {
            found.Add(rows);
            if (found.Count == last)
            {
                break;
            }
        }

        for (var i = found.Count - 1; i >= 0; i--)
        {
            yield return found[i];
            found.RemoveAt(i);
        }
    }

    /// <summary>The rows that match, window by window; none is empty.</summary>
    private async IAsyncEnumerable<IReadOnlyList<Row>> WindowsAsync(
        QueryPlan plan, Comparison<Row> order, bool isDescending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Selection<Row>? window = null;
        long? start = null;
        await foreach (var row in RowsAsync(plan, isDescending, cancellationToken).ConfigureAwait(false))
        {
            if (row.Window.StartMs != start)
            {
                if (window is not null)
                {
                    yield return window.Items();
                }

                window = new Selection<Row>(order, Math.Min(plan.Query.Top ?? int.MaxValue, plan.Query.Limit));
                start = row.Window.StartMs;
            }

            window!.Add(row);
        }

        if (window is not null)
        {
            yield return window.Items();
        }
    }

    private async IAsyncEnumerable<Row> RowsAsync(QueryPlan plan, bool isDescending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = plan.Query;
        var decoder = new RowDecoder(client.Keyspace, plan.Table);
        var select = plan.Select(client.Keyspace, isDescending);
        var what = $"reading rows of {query.Pipeline}/{query.View.Name}";
        var rows = new List<Row>();
        await foreach (var partition in PartitionsAsync(plan, isDescending, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var source in client.QueryAsync(what, select, partition, StoreClient.Read, cancellationToken).ConfigureAwait(false))
            {
                rows.Clear();
                decoder.Read(source, rows);
                foreach (var row in rows)
                {
                    if (plan.Matches(row))
                    {
                        yield return row;
                    }
                }
            }
        }
    }

    /// <summary>The values of the statement that reads each partition.</summary>
    private async IAsyncEnumerable<object[]> PartitionsAsync(
        QueryPlan plan, bool isDescending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (query, view) = (plan.Query, plan.Query.View.Name);
        var (from, to) = (query.FromMs ?? long.MinValue, query.ToMs ?? long.MaxValue);
        await foreach (var day in _windows.DaysAsync(query.Pipeline, view, from, to, isDescending, cancellationToken).ConfigureAwait(false))
        {
            if (!plan.Table.HasWindow)
            {
                yield return plan.DayValues(day, from, to);
                continue;
            }

            long? before = null;
            var windows = _windows.WindowsAsync(query.Pipeline, view, day, from, to, isDescending, cancellationToken);
            await foreach (var (start, shard) in windows.ConfigureAwait(false))
            {
                if (plan.Table.IsByShard || start != before)
                {
                    yield return plan.WindowValues(start, shard);
                }

                before = start;
            }
        }
    }

    /// <summary>The order of the rows of one window: by a column, largest first, where only the top ones are wanted; then by key and breakdown.</summary>
    private static Comparison<Row> OrderOf(RowQuery query)
    {
        if (query.Top is null)
        {
            return RowOrder.ByKey.Compare;
        }

        var column = OrderColumn(query);
        return (x, y) => RowOrder.CompareValues(y.Columns[column].Value, x.Columns[column].Value) is var order and not 0 ? order : RowOrder.ByKey.Compare(x, y);
    }

    private static int OrderColumn(RowQuery query)
    {
        for (var i = 0; i < query.View.Columns.Count; i++)
        {
            if (query.Order is null || query.View.Columns[i].Name == query.Order)
            {
                return i;
            }
        }

        throw new ArgumentException($"view {query.View.Name} has no column named {query.Order}");
    }
}
