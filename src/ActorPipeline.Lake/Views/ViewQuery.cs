using System.Globalization;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Lake.Views;

/// <summary>The statement that computes a slice of a view from events, made from the view's definition. Its rows are in order; their columns are those of
/// <see cref="BatchTable"/>.</summary>
/// <param name="maxTextBytes">As the intake has it: longer keys and breakdowns count under an overflow key, longer values are cut.</param>
internal sealed class ViewQuery(SourceDefinition source, ViewDefinition view, int maxTextBytes)
{
    private readonly IReadOnlyList<string> _columns = LakeColumns.Of(source);

    /// <summary>The statement.</summary>
    /// <param name="files">The paths of files of the lake.</param>
    /// <param name="windows">The windows of the slice, in order.</param>
    public string Of(IEnumerable<string> files, IReadOnlyList<(long StartMs, long EndMs)> windows) => $"""
        WITH events AS (
            SELECT epoch_ms({LakeColumns.EventTime}) AS t, {LakeColumns.Partition} AS p, {LakeColumns.Offset} AS o
            {Each(Fields, field => $", {Column(field)} AS {Field(field)}")}
            FROM (
                {Nothing()} UNION ALL BY NAME
                SELECT * FROM read_parquet([{Join(files.Select(DuckDbSql.Text))}], union_by_name = true, hive_partitioning = false)
            )
        ), taken AS (
            SELECT * FROM events
            WHERE t >= {Number(windows[0].StartMs)} AND t < {Number(windows[^1].EndMs)}
            AND {(view.Where is { } where ? new FilterSql(Field).Of(where.Term) : "true")}
        ), placed AS (
            {Placed(windows)}
        )
        SELECT ws AS window_start, any_value(we) AS window_end, min(min(t)) OVER (PARTITION BY ws) AS first_event, 0::INTEGER AS revision, true AS exact
        {Each(Range(view.KeyFields), i => $", k{i}")}{Each(Range(view.ByFields), i => $", b{i}")}
        {Each(Range(view.Columns), i => $", {Value(view.Columns[i])} AS c{i}")}
        FROM (SELECT *{Parts("k", view.KeyFields)}{Parts("b", view.ByFields)} FROM placed)
        GROUP BY {Order}
        ORDER BY {Order}
        """;

    // DuckDB reads no column that nobody asks for.
    private IEnumerable<int> Fields => Range(source.Fields);

    // What events look like that files lack the columns of, or where there is no file.
    private string Nothing() =>
        $"SELECT NULL::TIMESTAMP AS {LakeColumns.EventTime}, NULL::INTEGER AS {LakeColumns.Partition}, NULL::BIGINT AS {LakeColumns.Offset}"
        + $"{Each(Fields, field => $", NULL::VARCHAR AS {Column(field)}")} WHERE false";

    private string Order => Join(["ws", .. Range(view.KeyFields).Select(i => $"k{i}"), .. Range(view.ByFields).Select(i => $"b{i}")]);

    // Each event once for every window that holds it.
    private string Placed(IReadOnlyList<(long StartMs, long EndMs)> windows)
    {
        var (length, every, first, last) = (view.Window.LengthMs, view.Window.EveryMs, windows[0].StartMs, windows[^1].StartMs);
        if (view.Window.Zone is not null)
        {
            var list = Join(windows.Select(window => $"({Number(window.StartMs)}::BIGINT, {Number(window.EndMs)}::BIGINT)"));
            return $"SELECT taken.*, ws, we FROM taken JOIN (VALUES {list}) AS windows(ws, we) ON t >= ws AND t < we";
        }

        // No event is older than 1970: the remainder is not negative.
        var latest = $"(t - t % {Number(every)})";
        if (length == every)
        {
            return $"SELECT *, {latest} AS ws, {latest} + {Number(length)} AS we FROM taken";
        }

        // Of the windows that hold it only those of the slice.
        var earliest = $"({latest} - ({latest} - t + {Number(length - 1)}) // {Number(every)} * {Number(every)})";
        var starts = $"range(greatest({earliest}, {Number(first)}), least({latest}, {Number(last)}) + 1, {Number(every)})";
        return $"SELECT *, ws + {Number(length)} AS we FROM (SELECT *, unnest({starts}) AS ws FROM taken)";
    }

    // Several parts are too long together: each counts with what says how long it is.
    private string Parts(string name, IReadOnlyList<int> fields)
    {
        var bytes = fields.Count == 1
            ? $"strlen({Text(fields[0])})"
            : string.Join(" + ", fields.Select(Encoded));
        var overflow = DuckDbSql.Text(TupleCodec.OverflowPart);
        return Each(Range(fields), i => $", CASE WHEN {bytes} > {maxTextBytes} THEN {overflow} ELSE {Text(fields[i])} END AS {name}{i}");
    }

    private static string Encoded(int field)
    {
        var bytes = $"strlen({Text(field)})";
        return $"{bytes} + CASE WHEN {bytes} < 128 THEN 1 WHEN {bytes} < 16384 THEN 2 ELSE 3 END";
    }

    private string Value(ColumnDefinition column) => column.Kind switch
    {
        ColumnKind.Count => "count(*)",
        ColumnKind.Distinct => $"count(DISTINCT {Field(column.Field)})",
        ColumnKind.Sum => $"coalesce(sum({Numeric(column)}), 0)::DECIMAL(38, 9)",
        ColumnKind.Min => $"min({Numeric(column)})",
        ColumnKind.Max => $"max({Numeric(column)})",
        ColumnKind.Avg => $"{ViewFunctions.Mean}(sum({Numeric(column)})::DECIMAL(38, 9), count({Numeric(column)}))",
        _ => $"{ViewFunctions.Cut}(arg_max({Field(column.Field)}, (t, p, o)) FILTER ({Field(column.Field)} IS NOT NULL), {maxTextBytes}::BIGINT)",
    };

    private static string Numeric(ColumnDefinition column) => $"{ViewFunctions.Number}({Field(column.Field)})";

    private static string Text(int field) => $"coalesce({Field(field)}, '')";

    private static string Field(int field) => $"f{field}";

    private string Column(int field) => DuckDbSql.Name(_columns[field]);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<int> Range<T>(IReadOnlyList<T> list) => Enumerable.Range(0, list.Count);

    private static string Each(IEnumerable<int> numbers, Func<int, string> text) => string.Concat(numbers.Select(text));

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);
}
