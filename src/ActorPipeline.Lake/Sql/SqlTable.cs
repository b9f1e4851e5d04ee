using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Lake.Sql;

/// <summary>A table that statements may name: the lake of a pipeline, or the batch rows of a view. Immutable.</summary>
/// <param name="Pipeline">The pipeline whose files it has.</param>
/// <param name="View">The view; null for the lake.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Stored">Columns of its files; a file may lack some.</param>
public sealed record SqlTable(string Pipeline, string? View, IReadOnlyList<SqlColumn> Columns, IReadOnlyList<SqlColumn> Stored)
{
    private const string EventTime = "TIMESTAMP";

    // Names that DuckDB has for databases and schemas of its own.
    private static readonly string[] Taken = ["main", "temp", "system", "memory"];

    /// <summary>Its name as statements have it: <c>"access-log"</c>, <c>"access-log"."page-visits"</c>.</summary>
    public string Name => View is null ? DuckDbSql.Name(Pipeline) : $"{DuckDbSql.Name(Pipeline)}.{DuckDbSql.Name(View)}";

    /// <summary>The tables of pipelines: of each its lake, then its views. Those called main, temp, system or memory have no views here.</summary>
    public static IReadOnlyList<SqlTable> Of(IEnumerable<PipelineDefinition> pipelines) =>
        [.. pipelines.SelectMany(pipeline => ViewsOf(pipeline).Prepend(OfLake(pipeline)))];

    /// <summary>The query that gives its rows.</summary>
    /// <param name="paths">Its files.</param>
    internal string Select(IReadOnlyList<string> paths) => $"""
        SELECT {Join(Columns.Select(column => $"{column.Value} AS {DuckDbSql.Name(column.Name)}"))}
        FROM (
            SELECT {Join(Stored.Select(column => $"NULL::{column.Type} AS {DuckDbSql.Name(column.Name)}"))} WHERE false
            {(paths.Count == 0 ? "" : $"UNION ALL BY NAME SELECT * FROM read_parquet([{Join(paths.Select(DuckDbSql.Text))}], {Options})")}
        )
        """;

    private static IEnumerable<SqlTable> ViewsOf(PipelineDefinition pipeline) =>
        Taken.Contains(pipeline.Name) ? [] : pipeline.Views.Select(view => OfView(pipeline.Name, view));

    // Folders say date and hour of a file, so those of other days are not read.
    private string Options => View is null
        ? "union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE, 'hour': BIGINT}"
        : "union_by_name = true, hive_partitioning = false";

    private static SqlTable OfLake(PipelineDefinition pipeline)
    {
        SqlColumn[] columns =
        [
            .. LakeColumns.Of(pipeline.Source).Select(name => SqlColumn.Of(name, "VARCHAR")),
            SqlColumn.Of(LakeColumns.Partition, "INTEGER"), SqlColumn.Of(LakeColumns.Offset, "BIGINT"), SqlColumn.Of(LakeColumns.EventTime, EventTime),
            SqlColumn.Of(LakeColumns.Date, "DATE"), SqlColumn.Of(LakeColumns.Hour, "BIGINT"),
        ];
        return new SqlTable(pipeline.Name, null, columns, columns);
    }

    // Names of key, breakdown and columns are told from those that every view has as names of fields are in the lake.
    private static SqlTable OfView(string pipeline, ViewDefinition view)
    {
        List<SqlColumn> stored = [SqlColumn.Of("window_start", "BIGINT"), SqlColumn.Of("window_end", "BIGINT"), SqlColumn.Of("first_event", "BIGINT")];
        List<SqlColumn> named = [];
        AddAll("k", view.KeyNames.Select(name => (name, "VARCHAR")));
        AddAll("b", view.ByNames.Select(name => (name, "VARCHAR")));
        AddAll("c", view.Columns.Select(column => (column.Name, TypeOf(column.Type))));
        var taken = new HashSet<string>(["window_start", "window_end", "first_event", "layer"], StringComparer.OrdinalIgnoreCase);
        SqlColumn[] columns =
        [
            Time("window_start"), Time("window_end"), Time("first_event"),
            .. named.Select(column => column with { Name = LakeColumns.Untaken(column.Name, taken) }),
            new SqlColumn("layer", "VARCHAR", "'batch'"),
        ];
        return new SqlTable(pipeline, view.Name, columns, stored);

        void AddAll(string prefix, IEnumerable<(string Name, string Type)> columns)
        {
            foreach (var (index, (name, type)) in columns.Index())
            {
                stored.Add(SqlColumn.Of($"{prefix}{index}", type));
                named.Add(new SqlColumn(name, type, $"{prefix}{index}"));
            }
        }
    }

    private static SqlColumn Time(string name) => new(name, EventTime, $"make_timestamp({name} * 1000)");

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.WholeNumber => "BIGINT",
        ColumnType.FixedPoint => "DECIMAL(38,9)",
        ColumnType.Real => "DOUBLE",
        _ => "VARCHAR",
    };

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);
}

/// <summary>A column of a table.</summary>
/// <param name="Type">Its type in DuckDB.</param>
/// <param name="Value">What it is computed by from the columns of files.</param>
public sealed record SqlColumn(string Name, string Type, string Value)
{
    internal static SqlColumn Of(string name, string type) => new(name, type, DuckDbSql.Name(name));
}
