using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Which table answers a query, and with which statement.</summary>
/// <remarks>Among the tables whose partitions the query finds, the one with the most names in its partition key: it reads least. Of two the one that is cut by
/// day, where one partition holds many windows. The table by window answers what no other can, from all shards.</remarks>
internal sealed class QueryPlan
{
    private readonly string[] _partition;
    private readonly string[] _prefix;

    private QueryPlan(RowsTable table, RowQuery query)
    {
        Table = table;
        Query = query;

        // Within a window's partition rows stand in the order of their names: as many of the first as the query knows.
        Prefix = table.HasWindow ? [.. table.Clustering.TakeWhile(column => Find(table, query, column) is not null)] : [];
        _partition = [.. table.Partition.Select(column => Find(table, query, column)!)];
        _prefix = [.. Prefix.Select(column => Find(table, query, column)!)];
    }

    public RowsTable Table { get; }
    public RowQuery Query { get; }
    public IReadOnlyList<RowsColumn> Prefix { get; }

    /// <summary>Chooses a table.</summary>
    /// <exception cref="ArgumentException">The query names what the view does not have.</exception>
    public static QueryPlan Choose(IReadOnlyList<RowsTable> tables, RowQuery query)
    {
        var view = query.View;
        foreach (var (name, _) in query.Where)
        {
            if (!view.KeyNames.Contains(name) && !view.ByNames.Contains(name))
            {
                throw new ArgumentException($"view {view.Name} has no key or breakdown named {name}");
            }
        }

        var best = tables
            .Where(table => table.Partition.All(column => Find(table, query, column) is not null))
            .MaxBy(table => (table.Partition.Count * 2) + (table.HasWindow ? 0 : 1))!;
        return new QueryPlan(best, query);
    }

    public string Select(string keyspace, bool isDescending)
    {
        var columns = string.Join(", ", Table.Columns.Select(column => column.Name));
        var where = string.Join(" AND ", Table.PartitionKey.Concat(Prefix).Select(column => $"{column.Name} = ?"));
        var range = Table.HasWindow ? "" : $" AND window_start >= ? AND window_start < ? ORDER BY window_start {(isDescending ? "DESC" : "ASC")}";
        return $"SELECT {columns} FROM {keyspace}.{Table.Name} WHERE {where}{range}";
    }

    public object[] DayValues(DateOnly day, long fromMs, long toMs) => [.. _partition, day, fromMs, toMs];

    public object[] WindowValues(long windowStart, int shard) =>
        Table.IsByShard ? [.. _partition, windowStart, shard, .. _prefix] : [.. _partition, windowStart, .. _prefix];

    /// <summary>Whether a row is wanted: all conditions are looked at, those that the partition met included.</summary>
    public bool Matches(Row row)
    {
        foreach (var (name, value) in Query.Where)
        {
            if (!Has(row.Key, name, value) && !Has(row.By, name, value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Has(IReadOnlyList<KeyValuePair<string, string>> parts, string name, string value)
    {
        foreach (var part in parts)
        {
            if (part.Key == name)
            {
                return part.Value == value;
            }
        }

        return false;
    }

    private static string? Find(RowsTable table, RowQuery query, RowsColumn column)
    {
        var name = RowsTable.NameOf(table.View, column);
        return query.Where.Where(condition => condition.Key == name).Select(condition => condition.Value).FirstOrDefault();
    }
}
