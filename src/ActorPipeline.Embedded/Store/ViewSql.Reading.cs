using ActorPipeline.Views;

namespace ActorPipeline.Embedded.Store;

/// <summary>Statements that read keys and rows, a page at a time.</summary>
internal static partial class ViewSql
{
    /// <summary>The next keys of which a part begins with a text.</summary>
    internal static StoreStatement FindKeys(ViewTable table, string prefix, IReadOnlyList<string>? after, int limit)
    {
        var conditions = new RowConditions(table);
        var beginning = conditions.Parameter(prefix);
        conditions.Add(string.Join(" OR ", table.Keys.Select(key => $"starts_with({key}, {beginning})")));
        if (after is not null)
        {
            conditions.Add(After([.. table.Keys.Zip(after, (key, value) => (key, conditions.Parameter(value)))], otherwise: "false"));
        }

        return conditions.Statement(
            $"SELECT DISTINCT {List(table.Keys)} FROM {conditions.TableRows} ORDER BY {List(table.Keys)} LIMIT {conditions.Parameter((long)limit)}");
    }

    /// <summary>The first and the last window that a query asks for, or two nulls.</summary>
    internal static StoreStatement FindSpan(ViewTable table, RowQuery query)
    {
        var conditions = new RowConditions(table, query);
        var windows = query.Last is { } last
            ? $"(SELECT DISTINCT window_start FROM {conditions.WindowRows} ORDER BY window_start DESC LIMIT {conditions.Parameter((long)last)})"
            : conditions.WindowRows;
        return conditions.Statement($"SELECT min(window_start), max(window_start) FROM {windows}");
    }

    /// <summary>The window of the n-th table row that matches, or no row.</summary>
    internal static StoreStatement FindWindowOfRow(ViewTable table, RowQuery query, WindowSpan windows, int number)
    {
        var conditions = new RowConditions(table, query, windows);
        return conditions.Statement(
            $"SELECT window_start FROM {conditions.TableRows} ORDER BY window_start LIMIT 1 OFFSET {conditions.Parameter(number - 1L)}");
    }

    /// <summary>The n-th window that matches, or no row.</summary>
    internal static StoreStatement FindWindow(ViewTable table, RowQuery query, WindowSpan windows, int number)
    {
        var conditions = new RowConditions(table, query, windows);
        return conditions.Statement(
            $"SELECT DISTINCT window_start FROM {conditions.WindowRows} ORDER BY window_start LIMIT 1 OFFSET {conditions.Parameter(number - 1L)}");
    }

    /// <summary>The next rows in order, of all revisions, the newest of each first. Result columns are the table's, lists expanded.</summary>
    internal static StoreStatement FindPage(ViewTable table, RowQuery query, WindowSpan windows, Row? after, int rows)
    {
        var conditions = new RowConditions(table, query, windows);
        if (after is not null)
        {
            conditions.After(after);
        }

        return conditions.Statement($"""
            SELECT {Columns(table)} FROM ({conditions.Rows})
            ORDER BY {Identity(table)}, revision DESC, seq DESC LIMIT {conditions.Parameter((long)rows)}
            """);
    }

    /// <summary>The largest rows of each window by the query's order. Result columns are the table's, lists expanded.</summary>
    internal static StoreStatement FindTop(ViewTable table, RowQuery query, WindowSpan windows, int top, int limit)
    {
        var conditions = new RowConditions(table, query, windows);
        var order = List([$"c{OrderColumn(query)} DESC NULLS LAST", .. table.Keys, .. table.By]);
        return conditions.Statement($"""
            WITH newest AS (SELECT * FROM ({conditions.Rows}) QUALIFY row_number() OVER (PARTITION BY {Identity(table)} ORDER BY revision DESC, seq DESC) = 1)
            SELECT {Columns(table)} FROM newest
            QUALIFY row_number() OVER (PARTITION BY window_start ORDER BY {order}) <= {conditions.Parameter((long)top)}
            ORDER BY window_start, {order} LIMIT {conditions.Parameter((long)limit)}
            """);
    }

    /// <summary>What comes behind a place in the order of some columns.</summary>
    /// <param name="place">The columns and what they are at the place, as the statement has it.</param>
    /// <param name="otherwise">Whether the place itself counts: <c>true</c> or <c>false</c>.</param>
    private static string After(IReadOnlyList<(string Column, string Value)> place, string otherwise) => place.Reverse().Aggregate(
        otherwise, (rest, at) => $"({at.Column} > {at.Value} OR ({at.Column} = {at.Value} AND {rest}))");

    private static string Columns(ViewTable table) => List(table.Columns.Select(column => column.Name));

    private static string Identity(ViewTable table) => List(["window_start", .. table.Keys, .. table.By]);

    private static int OrderColumn(RowQuery query)
    {
        var index = query.Order is null ? 0 : query.View.Columns.ToList().FindIndex(column => column.Name == query.Order);
        return index >= 0 ? index : throw new ArgumentException($"view {query.View.Name} has no column named {query.Order}");
    }

    /// <summary>Conditions on a view's rows, and the values of their parameters.</summary>
    private sealed class RowConditions(ViewTable table)
    {
        private readonly List<object> _parameters = [];
        private readonly List<string> _stored = [];

        // On parts of a breakdown, which are rows only once their lists are expanded.
        private readonly List<string> _expanded = [];

        internal RowConditions(ViewTable table, RowQuery query)
            : this(table)
        {
            foreach (var (name, value) in query.Where)
            {
                var (column, isKey) = ColumnOf(name);
                var wanted = Parameter(value);
                var isPlain = isKey || !table.HasLists;
                _stored.Add(isPlain ? $"{column} = {wanted}" : $"list_contains({column}, {wanted})");
                _expanded.AddRange(isPlain ? [] : [$"{column} = {wanted}"]);
            }

            _stored.AddRange(query.FromMs is { } from ? [$"window_start >= {Parameter(from)}"] : []);
            _stored.AddRange(query.ToMs is { } to ? [$"window_start < {Parameter(to)}"] : []);
        }

        internal RowConditions(ViewTable table, RowQuery query, WindowSpan windows)
            : this(table, query) => Add($"window_start BETWEEN {Parameter(windows.FirstMs)} AND {Parameter(windows.LastMs)}");

        /// <summary>The table's own rows that match, or more: of two parts of a breakdown each may match in another element.</summary>
        internal string TableRows => $"{table.Source} {Where(_stored)}";

        /// <summary>Rows that tell which windows match: the table's own where that is enough.</summary>
        internal string WindowRows => _expanded.Count < 2 ? TableRows : $"({Rows})";

        /// <summary>The rows of all revisions that match; <c>seq</c> grows with every row written.</summary>
        internal string Rows => table.HasLists
            ? $"SELECT * REPLACE (coalesce(exact, true) AS exact) FROM ({Expanded(table, Where(_stored))}) {Where(_expanded)}"
            : Expanded(table, Where(_stored));

        internal string Parameter(object value)
        {
            _parameters.Add(value);
            return $"${_parameters.Count}";
        }

        internal void Add(string condition) => _stored.Add($"({condition})");

        /// <summary>Only what comes behind a row.</summary>
        internal void After(Row row)
        {
            List<(string, string)> key = [("window_start", Parameter(row.Window.StartMs)), .. table.Keys.Zip(row.Key, Place)];
            List<(string, string)> place = [.. key, .. table.By.Zip(row.By, Place)];
            if (table.HasLists)
            {
                Add(ViewSql.After(key, otherwise: "true"));
                _expanded.Add(ViewSql.After(place, otherwise: "false"));
            }
            else
            {
                Add(ViewSql.After(place, otherwise: "false"));
            }
        }

        internal StoreStatement Statement(string sql) => new(sql, _parameters);

        private (string Column, string Value) Place(string column, KeyValuePair<string, string> part) => (column, Parameter(part.Value));

        private (string Column, bool IsKey) ColumnOf(string name)
        {
            var key = table.View.KeyNames.ToList().IndexOf(name);
            if (key >= 0)
            {
                return (table.Keys[key], true);
            }

            var by = table.View.ByNames.ToList().IndexOf(name);
            return by >= 0 ? (table.By[by], false) : throw new ArgumentException($"view {table.View.Name} has no key or breakdown named {name}");
        }
    }
}
