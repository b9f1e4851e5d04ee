using System.Globalization;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

/// <summary>All SQL of the view store. Values are bound as parameters; names are the store's own or quoted.</summary>
internal static partial class ViewSql
{
    // Version 1 is the same without marks: a program wrote it that made no manifest.
    internal const int StoreVersion = 2;
    internal const int StoreVersionWithoutMarks = 1;
    internal const string Begin = "BEGIN TRANSACTION";
    internal const string Commit = "COMMIT";
    internal const string Rollback = "ROLLBACK";
    internal const string Checkpoint = "CHECKPOINT";
    internal const string ReadMemory = "SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()";
    internal const string ReadVersion = "SELECT version FROM store_version";
    internal const string ReadFingerprint = "SELECT fingerprint FROM fingerprints WHERE pipeline = $1";
    internal const string WriteFingerprint = "INSERT INTO fingerprints VALUES ($1, $2)";

    /// <summary>Sets a pointer where it is still the one expected ($8, $9).</summary>
    internal const string MovePointer =
        "UPDATE pointers SET epoch = $3, version = $4, owner = $5, current = $6, previous = $7 "
        + "WHERE pipeline = $1 AND shard = $2 AND epoch = $8 AND version = $9";

    internal const string FirstPointer =
        "INSERT INTO pointers SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT 1 FROM pointers WHERE pipeline = $1 AND shard = $2)";

    internal static StoreStatement ReadPointer(ShardId shard) => new(
        "SELECT epoch, version, owner, current, previous FROM pointers WHERE pipeline = $1 AND shard = $2", [shard.Pipeline, (long)shard.Shard]);

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
        $"CREATE TABLE IF NOT EXISTS {DuckDbSql.Name(table.Name)} ({List(table.Columns.Select(column => $"{column.Name} {TypeName(column.Type)}"))})";

    internal static string Fold(ViewTable table, long windowStart) => table.HasLists ? FoldLists(table, windowStart) : FoldRows(table, windowStart);

    /// <summary>Table rows with their lists made rows; <c>seq</c> grows with every row written.</summary>
    private static string Expanded(ViewTable table, string where)
    {
        var columns = List(table.Columns.Select(column => column.Type.IsList ? $"unnest({column.Name}) AS {column.Name}" : column.Name));
        return $"SELECT {columns}, {table.Sequence} AS seq FROM {table.Source} {where}";
    }

    private static string FoldRows(ViewTable table, long windowStart)
    {
        var window = $"window_start = {windowStart.ToString(CultureInfo.InvariantCulture)}";
        return $"""
            DELETE FROM {DuckDbSql.Name(table.Name)} WHERE {window} AND rowid IN (SELECT rowid FROM {DuckDbSql.Name(table.Name)} WHERE {window}
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
        var name = DuckDbSql.Name(table.Name);

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

    // The binding's types bear the names that they have in SQL.
    private static string TypeName(DuckDbColumnType type) => type.Element.ToString().ToUpperInvariant() + (type.IsList ? "[]" : "");

    private static string Where(List<string> conditions) => conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);

    private static string List(IEnumerable<string> parts) => string.Join(", ", parts);
}
