using ActorPipeline.Definitions;

namespace ActorPipeline.Cassandra.Store;

/// <summary>A table that serves a view's rows by some of their names.</summary>
/// <remarks>
/// <para>A view without a breakdown, or served by a part of it, has a table row per row. Another one with a breakdown has a table row per key and window, with
/// a map from the breakdown to the value for every column: that spares the key, the window and the row's own overhead per value of the breakdown, and a reader
/// of an entity gets it in one row. The maps are not frozen: a correction carries only what it has changed, so each value must be upserted by itself.</para>
/// <para>Partitions are bounded by the window where the table is served by it, else by the day it starts in. The table by window is also cut by shard.</para>
/// </remarks>
internal sealed class RowsTable
{
    public const string Window = "window";

    private RowsTable(string pipeline, ViewDefinition view, IReadOnlyList<string> servedBy, ViewColumns columns, bool isByShard)
    {
        Pipeline = pipeline;
        View = view;
        ServedBy = servedBy;
        Name = TableNames.Table([pipeline, view.Name, "by", .. servedBy]);
        HasWindow = servedBy.Contains(Window);
        IsByShard = isByShard;
        HasMaps = view.ByNames.Count > 0 && !servedBy.Any(view.ByNames.Contains);

        var identity = HasMaps ? columns.Key : [.. columns.Key, .. columns.By];
        Partition = [.. servedBy.Where(name => name != Window).Select(name => identity.First(column => NameOf(view, column) == name))];
        var start = new RowsColumn("window_start", "timestamp", ColumnRole.WindowStart);
        Clustering = [.. identity.Except(Partition)];
        RowsColumn[] bucket = !HasWindow ? [new("day", "date", ColumnRole.Day)] : isByShard ? [start, new("shard", "int", ColumnRole.Shard)] : [start];
        PartitionKey = [.. Partition, .. bucket];
        ClusteringKey = HasWindow ? Clustering : [start, .. Clustering];
        Rest =
        [
            new("window_end", "timestamp", ColumnRole.WindowEnd),
            new("first_event", "timestamp", ColumnRole.FirstEvent),
            new("revision", Valued("int"), ColumnRole.Revision),
            new("exact", Valued("boolean"), ColumnRole.Exact),
            .. columns.Values.Select(column => column with { Type = Valued(column.Type) }),
        ];
        Columns = [.. PartitionKey, .. ClusteringKey, .. Rest];
        Markers = HasMaps ? [.. Rest, .. PartitionKey, .. ClusteringKey] : Columns;
        string Valued(string type) => HasMaps ? $"map<{ByType(view)}, {type}>" : type;
    }

    public string Pipeline { get; }
    public ViewDefinition View { get; }
    public IReadOnlyList<string> ServedBy { get; }
    public string Name { get; }

    /// <summary>Whether a window is a partition, or part of one; else a day is.</summary>
    public bool HasWindow { get; }

    public bool IsByShard { get; }

    /// <summary>Whether a table row holds a key's whole breakdown.</summary>
    public bool HasMaps { get; }

    /// <summary>Parts of the key and breakdown that must be known to find a partition.</summary>
    public IReadOnlyList<RowsColumn> Partition { get; }

    public IReadOnlyList<RowsColumn> Clustering { get; }
    public IReadOnlyList<RowsColumn> PartitionKey { get; }
    public IReadOnlyList<RowsColumn> ClusteringKey { get; }
    public IReadOnlyList<RowsColumn> Rest { get; }
    public IReadOnlyList<RowsColumn> Columns { get; }

    /// <summary>The columns in the order of the markers of <see cref="RowEncoder.Upsert"/>.</summary>
    public IReadOnlyList<RowsColumn> Markers { get; }

    /// <summary>The tables of a view: by window, which can answer everything, and one for each list it is served by.</summary>
    public static IReadOnlyList<RowsTable> Of(string pipeline, ViewDefinition view)
    {
        var columns = new ViewColumns(view);
        return
        [
            new RowsTable(pipeline, view, [Window], columns, isByShard: true),
            .. view.ServeBy.DistinctBy(list => string.Join('\n', list)).Select(list => new RowsTable(pipeline, view, list, columns, isByShard: false)),
        ];
    }

    public static string NameOf(ViewDefinition view, RowsColumn column) =>
        column.Role == ColumnRole.Key ? view.KeyNames[column.Index] : view.ByNames[column.Index];

    private static string ByType(ViewDefinition view) =>
        view.ByNames.Count == 1 ? "text" : $"frozen<tuple<{string.Join(", ", view.ByNames.Select(_ => "text"))}>>";
}
