using ActorPipeline.Views;

namespace ActorPipeline.Embedded.Store;

/// <summary>Reads the rows of a query a page at a time, and remembers between pages only how far it has come. One thread at a time.</summary>
/// <remarks>A page is read from a few windows only, those that hold about as many table rows as a page has rows: what it costs does not grow with the
/// rows that come after it.</remarks>
internal sealed class RowPager(ViewTable table, RowQuery query)
{
    private WindowSpan? _windows;
    private Row? _last;
    private int _left = query.Limit;

    internal bool IsDone => _left <= 0 || query.Top is <= 0 || query.Last is <= 0 || _windows is { IsEmpty: true };

    /// <summary>Reads the next page: not more rows than one has, and none where a breakdown's parts match in different rows only.</summary>
    internal IReadOnlyList<Row> Read(StoreQuery session)
    {
        // Fixed by the first page: windows that close while rows are read do not keep the query from ending.
        var windows = _windows ??= Span(session);
        if (windows.IsEmpty)
        {
            return [];
        }

        var rows = query.Top is { } top ? ReadTop(session, windows, top) : ReadAll(session, windows);
        _left -= rows.Count;
        return rows;
    }

    private WindowSpan Span(StoreQuery session) => session.Read(
        ViewSql.FindSpan(table, query),
        static (result, _) => new List<WindowSpan>
        {
            result.Column(0).IsNull(0) ? new WindowSpan(0, -1) : new WindowSpan(result.Column(0).Value<long>(0), result.Column(1).Value<long>(0)),
        })[0];

    private List<Row> ReadAll(StoreQuery session, WindowSpan windows)
    {
        var most = Math.Min(query.PageRows, _left);
        var part = windows with { LastMs = LastOf(session, windows, ViewSql.FindWindowOfRow(table, query, windows, most)) };
        var found = session.Read(ViewSql.FindPage(table, query, part, _last, most), (result, count) => RowReader.Read(result, count, table));
        var rows = Newest(found);

        // A page that is not full has come to the end of its windows.
        (_last, _windows) = found.Count < most
            ? (null, windows with { FirstMs = part.LastMs + 1 })
            : (found[^1], windows with { FirstMs = found[^1].Window.StartMs });
        return rows;
    }

    // Whole windows: an order by value has no place to go on from, since a correction may move a row across it.
    private List<Row> ReadTop(StoreQuery session, WindowSpan windows, int top)
    {
        var most = Math.Max(1, query.PageRows / Math.Min(top, _left));
        var part = windows with { LastMs = LastOf(session, windows, ViewSql.FindWindow(table, query, windows, most)) };
        var rows = session.Read(ViewSql.FindTop(table, query, part, top, _left), (result, count) => RowReader.Read(result, count, table));
        _windows = windows with { FirstMs = part.LastMs + 1 };
        return rows;
    }

    private static long LastOf(StoreQuery session, WindowSpan windows, StoreStatement statement)
    {
        if (windows.FirstMs == windows.LastMs)
        {
            return windows.LastMs;
        }

        return session.Read(statement, static (result, _) => new List<long> { result.Column(0).Value<long>(0) }) is [var start] ? start : windows.LastMs;
    }

    // Of a row that was corrected the newest revision comes first; where a page ends between two, the next one goes on behind the row.
    private static List<Row> Newest(List<Row> found)
    {
        var rows = new List<Row>(found.Count);
        foreach (var row in found)
        {
            if (rows.Count == 0 || !IsSame(rows[^1], row))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static bool IsSame(Row x, Row y) => x.Window.StartMs == y.Window.StartMs && RowOrder.ByKey.Compare(x, y) == 0;
}
