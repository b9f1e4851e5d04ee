using System.Globalization;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Views;

namespace ActorPipeline.Embedded.Store;

/// <summary>All SQL of the view store. Values are bound as parameters; names are the store's own or quoted.</summary>
internal static class ViewSql
{
    // Version 1 is the same without marks: a program wrote it that made no manifest.
    internal const int StoreVersion = 2;
    internal const int StoreVersionWithoutMarks = 1;
    internal const string Begin = "BEGIN TRANSACTION";
    internal const string Commit = "COMMIT";
    internal const string Rollback = "ROLLBACK";
    internal const string ReadVersion = "SELECT version FROM store_version";
    internal const string ReadFingerprint = "SELECT fingerprint FROM fingerprints WHERE pipeline = $1";
    internal const string WriteFingerprint = "INSERT INTO fingerprints VALUES ($1, $2)";
    internal const string ReadPointer = "SELECT epoch, version, owner, current, previous FROM pointers WHERE pipeline = $1 AND shard = $2";

    /// <summary>Sets a pointer where it is still the one expected ($8, $9).</summary>
    internal const string MovePointer =
        "UPDATE pointers SET epoch = $3, version = $4, owner = $5, current = $6, previous = $7 "
        + "WHERE pipeline = $1 AND shard = $2 AND epoch = $8 AND version = $9";

    internal const string FirstPointer =
        "INSERT INTO pointers SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT 1 FROM pointers WHERE pipeline = $1 AND shard = $2)";

    internal static string CreateStore => $"""
        CREATE TABLE IF NOT EXISTS store_version (version INTEGER);
        INSERT INTO store_version SELECT {StoreVersion} WHERE NOT EXISTS (SELECT 1 FROM store_version);
        CREATE TABLE IF NOT EXISTS fingerprints (pipeline VARCHAR, fingerprint VARCHAR);
        CREATE TABLE IF NOT EXISTS pointers (pipeline VARCHAR, shard BIGINT, epoch BIGINT, version BIGINT, owner VARCHAR, current BLOB, previous BLOB);
        """;

    /// <summary>Lays out the mark where there is none; it then is 0.</summary>
    internal static string CreateMark => $"""
        CREATE TABLE IF NOT EXISTS store_mark (mark BIGINT);
        INSERT INTO store_mark SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM store_mark);
        UPDATE store_version SET version = {StoreVersion} WHERE version = {StoreVersionWithoutMarks};
        """;

    internal const string ReadMark = "SELECT mark FROM store_mark";

    internal const string WriteMark = "UPDATE store_mark SET mark = $1";

    internal static string CreateTable(ViewTable table) =>
        $"CREATE TABLE IF NOT EXISTS {Quote(table.Name)} ({List(table.Columns.Select(column => $"{column.Name} {TypeName(column.Type)}"))})";

    /// <summary>Keys of which a part begins with $1, at most $2.</summary>
    internal static string FindKeys(ViewTable table)
    {
        var matching = string.Join(" OR ", table.Keys.Select(key => $"starts_with({key}, $1)"));
        return $"SELECT DISTINCT {List(table.Keys)} FROM {Quote(table.Name)} WHERE {matching} ORDER BY {List(table.Keys)} LIMIT $2";
    }

    /// <summary>The rows a query asks for, and the values of its parameters. Result columns are the table's, lists expanded.</summary>
    internal static (string Sql, IReadOnlyList<object> Parameters) Find(ViewTable table, RowQuery query)
    {
        var parameters = new List<object>();
        string Parameter(object value)
        {
            parameters.Add(value);
            return $"${parameters.Count}";
        }

        var order = $"c{OrderColumn(query)} DESC NULLS LAST";
        var identity = List(["window_start", .. table.Keys, .. table.By]);
        var rest = List([.. table.Keys, .. table.By]);
        var (matching, recent) = Matching(table, query, Parameter);
        var top = query.Top is { } most
            ? $"QUALIFY row_number() OVER (PARTITION BY window_start ORDER BY {order}, {rest}) <= {Parameter((long)most)}"
            : "";
        var sql = $"""
            WITH matching AS ({matching}),
            newest AS (SELECT * FROM matching {recent} QUALIFY row_number() OVER (PARTITION BY {identity} ORDER BY revision DESC, seq DESC) = 1)
            SELECT {List(table.Columns.Select(column => column.Name))} FROM newest {top}
            ORDER BY {(query.Top is null ? identity : List(["window_start", order, .. table.Keys, .. table.By]))} LIMIT {Parameter((long)query.Limit)}
            """;
        return (sql, parameters);
    }

    internal static string Fold(ViewTable table, long windowStart) => table.HasLists ? FoldLists(table, windowStart) : FoldRows(table, windowStart);

    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The rows of all revisions that match, and the condition that keeps the latest windows of them where one is still needed.</summary>
    private static (string Sql, string Recent) Matching(ViewTable table, RowQuery query, Func<object, string> parameter)
    {
        var stored = new List<string>();
        var expanded = new List<string>();
        foreach (var (name, value) in query.Where)
        {
            var (column, isKey) = ColumnOf(table, name);
            var wanted = parameter(value);
            stored.Add(isKey ? $"{column} = {wanted}" : $"list_contains({column}, {wanted})");
            expanded.AddRange(isKey ? [] : [$"{column} = {wanted}"]);
        }

        stored.AddRange(query.FromMs is { } from ? [$"window_start >= {parameter(from)}"] : []);
        stored.AddRange(query.ToMs is { } to ? [$"window_start < {parameter(to)}"] : []);
        var recent = "";
        if (query.Last is { } last)
        {
            // Where whole table rows match or not, they tell the windows without being expanded. Two parts of a breakdown might match in different elements.
            var fromStored = expanded.Count < 2;
            var source = fromStored ? $"{Quote(table.Name)} {Where(stored)}" : "matching";
            var condition = $"window_start IN (SELECT DISTINCT window_start FROM {source} ORDER BY window_start DESC LIMIT {parameter((long)last)})";
            stored.AddRange(fromStored ? [condition] : []);
            recent = fromStored ? "" : $"WHERE {condition}";
        }

        var rows = Expanded(table, Where(stored));
        return (table.HasLists ? $"SELECT * REPLACE (coalesce(exact, true) AS exact) FROM ({rows}) {Where(expanded)}" : rows, recent);
    }

    /// <summary>Table rows with their lists made rows; <c>seq</c> grows with every row written.</summary>
    private static string Expanded(ViewTable table, string where)
    {
        var columns = List(table.Columns.Select(column => column.Type.IsList ? $"unnest({column.Name}) AS {column.Name}" : column.Name));
        return $"SELECT {columns}, rowid AS seq FROM {Quote(table.Name)} {where}";
    }

    private static string FoldRows(ViewTable table, long windowStart)
    {
        var window = $"window_start = {windowStart.ToString(CultureInfo.InvariantCulture)}";
        return $"""
            DELETE FROM {Quote(table.Name)} WHERE {window} AND rowid IN (SELECT rowid FROM {Quote(table.Name)} WHERE {window}
            QUALIFY row_number() OVER (PARTITION BY {List(table.Keys)} ORDER BY revision DESC, rowid DESC) > 1)
            """;
    }

    private static string FoldLists(ViewTable table, long windowStart)
    {
        var window = $"WHERE window_start = {windowStart.ToString(CultureInfo.InvariantCulture)}";
        var keys = List(table.Keys);
        var lists = table.Columns.Where(column => column.Type.IsList).Select(column => column.Name).ToList();
        var plain = List(table.Columns.Where(column => !column.Type.IsList).Select(column => column.Name));
        var selected = List(table.Columns.Select(column => column.Type.IsList ? $"[x.{column.Name} FOR x IN items] AS {column.Name}" : column.Name));
        var name = Quote(table.Name);

        // One list of structs, taken apart afterwards, keeps the lists parallel whatever order rows are aggregated in.
        return $"""
            CREATE OR REPLACE TEMP TABLE folded AS
            WITH written_again AS (SELECT {keys} FROM {name} {window} GROUP BY {keys} HAVING count(*) > 1),
            expanded AS (SELECT * REPLACE (coalesce(exact, true) AS exact) FROM ({Expanded(table, window)}) SEMI JOIN written_again USING ({keys})),
            newest AS (SELECT * FROM expanded QUALIFY row_number() OVER (PARTITION BY {keys}, {List(table.By)} ORDER BY revision DESC, seq DESC) = 1),
            grouped AS (SELECT {plain}, list(struct_pack({List(lists.Select(list => $"{list} := {list}"))})) AS items FROM newest GROUP BY {plain})
            SELECT {selected} FROM grouped;
            DELETE FROM {name} {window} AND ({keys}) IN (SELECT ({keys}) FROM folded);
            INSERT INTO {name} SELECT * FROM folded;
            DROP TABLE folded;
            """;
    }

    private static (string Column, bool IsKey) ColumnOf(ViewTable table, string name)
    {
        var key = table.View.KeyNames.ToList().IndexOf(name);
        if (key >= 0)
        {
            return (table.Keys[key], true);
        }

        var by = table.View.ByNames.ToList().IndexOf(name);
        return by >= 0 ? (table.By[by], false) : throw new ArgumentException($"view {table.View.Name} has no key or breakdown named {name}");
    }

    private static int OrderColumn(RowQuery query)
    {
        var index = query.Order is null ? 0 : query.View.Columns.ToList().FindIndex(column => column.Name == query.Order);
        return index >= 0 ? index : throw new ArgumentException($"view {query.View.Name} has no column named {query.Order}");
    }

    // The binding's types bear the names that they have in SQL.
    private static string TypeName(DuckDbColumnType type) => type.Element.ToString().ToUpperInvariant() + (type.IsList ? "[]" : "");

    private static string Where(List<string> conditions) => conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);

    private static string List(IEnumerable<string> parts) => string.Join(", ", parts);
}
