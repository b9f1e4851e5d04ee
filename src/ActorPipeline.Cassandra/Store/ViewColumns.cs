using ActorPipeline.Definitions;

namespace ActorPipeline.Cassandra.Store;

/// <summary>A view's declared names as columns. Each keeps its name, in quotes; one that the store or an earlier one has taken gets underscores.</summary>
internal sealed class ViewColumns
{
    private static readonly string[] Own = ["day", "window_start", "shard", "bucket", "window_end", "first_event", "revision", "exact"];

    public ViewColumns(ViewDefinition view)
    {
        var taken = new HashSet<string>(Own, StringComparer.Ordinal);
        Key = [.. view.KeyNames.Select((name, index) => new RowsColumn(Free(taken, name), "text", ColumnRole.Key, index))];
        By = [.. view.ByNames.Select((name, index) => new RowsColumn(Free(taken, name), "text", ColumnRole.By, index))];
        Values = [.. view.Columns.Select((column, index) => new RowsColumn(Free(taken, column.Name), TypeOf(column.Type), ColumnRole.Value, index))];
    }

    public IReadOnlyList<RowsColumn> Key { get; }
    public IReadOnlyList<RowsColumn> By { get; }
    public IReadOnlyList<RowsColumn> Values { get; }

    private static string Free(HashSet<string> taken, string name)
    {
        while (!taken.Add(name))
        {
            name += "_";
        }

        return TableNames.Quote(name);
    }

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.WholeNumber => "bigint",
        ColumnType.FixedPoint => "decimal",
        ColumnType.Real => "double",
        _ => "text",
    };
}
