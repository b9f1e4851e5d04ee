using System.Globalization;
using ActorPipeline.Definitions;

namespace ActorPipeline.Cassandra.Store;

/// <summary>
/// All statements that lay out a keyspace for pipelines, as text: what <see cref="CassandraViewStore"/> runs, and what an operator reads before it does. Every
/// statement leaves alone what is there already.
/// </summary>
/// <remarks>
/// Rows are written with the window's end as their write time, so TimeWindowCompactionStrategy, which sorts by write time, is out: replays and corrections
/// would put old times into new files, and files whose times overlap never expire whole. SizeTieredCompactionStrategy fits: a row is seldom written again.
/// <para>Tables have ids made of their names. Servers draw one where none is given, and nodes that make a table at the same moment, each through another
/// server, would leave the servers at odds about which it is.</para>
/// </remarks>
public static class CassandraSchema
{
    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int Version = 2;

    private const int UsualReplicas = 3;

    // Chunks' names are never used again, so one that comes back after its tombstone is gone does no harm: it is listed and deleted again. Flushing lets
    // compaction clear tombstones away before those who list chunks have to read over thousands.
    private const string Churning = "gc_grace_seconds = 600 AND memtable_flush_period_in_ms = 600000";

    /// <summary>The statements for a keyspace and pipelines, in the order in which they must run.</summary>
    /// <param name="datacenter">The data centre that holds the copies.</param>
    /// <param name="nodes">How many nodes it has.</param>
    /// <exception cref="ArgumentException">The options cannot work.</exception>
    public static IReadOnlyList<string> Statements(IEnumerable<PipelineDefinition> pipelines, CassandraStoreOptions options, string datacenter, int nodes)
    {
        ArgumentNullException.ThrowIfNull(pipelines);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return [Keyspace(options, datacenter, nodes), .. Fixed(options).Values, .. pipelines.SelectMany(pipeline => Views(options, pipeline).Values)];
    }

    /// <summary>Makes the keyspace. NetworkTopologyStrategy works with every snitch, SimpleSnitch's one data centre included, and more can be added.</summary>
    internal static string Keyspace(CassandraStoreOptions options, string datacenter, int nodes)
    {
        var copies = options.ReplicationFactor > 0 ? options.ReplicationFactor : Math.Clamp(nodes, 1, UsualReplicas);
        var name = datacenter.Replace("'", "''", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"CREATE KEYSPACE IF NOT EXISTS {options.Keyspace} WITH replication = {{'class': 'NetworkTopologyStrategy', '{name}': {copies}}}");
    }

    internal static IReadOnlyDictionary<string, string> Fixed(CassandraStoreOptions options)
    {
        var rows = RowOptions(options);
        return Named(options, [
            ("schema_version", "id int PRIMARY KEY, version int", ""),
            ("pipeline", "name text PRIMARY KEY, fingerprint text", ""),
            ("rows_table", "name text PRIMARY KEY, pipeline text, view_name text, served_by text", ""),
            ("cluster_contact",
                "cluster text, address text, node text, instance text, version text, member int, written bigint, heartbeat timestamp, "
                + "PRIMARY KEY ((cluster), address)",
                Churning),
            ("cluster_lease", "name text PRIMARY KEY, owner text", Churning),
            ("snapshot_pointer",
                "pipeline text, shard int, epoch bigint, version bigint, owner text, current blob, previous blob, PRIMARY KEY ((pipeline, shard))", ""),
            ("snapshot_chunk",
                "pipeline text, shard int, epoch bigint, number bigint, piece int, length int, bytes blob, "
                + "PRIMARY KEY ((pipeline, shard, epoch, number), piece)",
                Churning),
            ("snapshot_chunk_list", "pipeline text, shard int, epoch bigint, number bigint, PRIMARY KEY ((pipeline, shard), epoch, number)", Churning),
            ("window_day", "pipeline text, view_name text, day date, PRIMARY KEY ((pipeline, view_name), day)", $"CLUSTERING ORDER BY (day DESC) AND {rows}"),
            ("window_shard",
                "pipeline text, view_name text, day date, window_start timestamp, shard int, PRIMARY KEY ((pipeline, view_name, day), window_start, shard)",
                $"CLUSTERING ORDER BY (window_start DESC, shard ASC) AND {rows}"),
        ]);
    }

    internal static IReadOnlyDictionary<string, string> Views(CassandraStoreOptions options, PipelineDefinition pipeline) => Named(options, [
        .. pipeline.Views.SelectMany(view => RowsTable.Of(pipeline.Name, view)).Select(table => (table.Name, Body(table), Options(table, options))),
        .. pipeline.Views.Select(view => new KeysTable(pipeline.Name, view)).Select(table => (table.Name, Body(table), RowOptions(options))),
    ]);

    private static string RowOptions(CassandraStoreOptions options) => string.Create(
        CultureInfo.InvariantCulture, $"compaction = {{'class': 'SizeTieredCompactionStrategy'}} AND default_time_to_live = {options.KeepSeconds}");

    private static Dictionary<string, string> Named(CassandraStoreOptions options, IEnumerable<(string Name, string Body, string With)> tables)
    {
        var named = new Dictionary<string, string>();
        foreach (var (name, body, with) in tables)
        {
            var id = TableNames.Id(options.Keyspace, name);
            named.TryAdd(name, $"CREATE TABLE IF NOT EXISTS {options.Keyspace}.{name} ({body}) WITH {with}{(with.Length > 0 ? " AND " : "")}id = {id}");
        }

        return named;
    }

    private static string Body(RowsTable table)
    {
        var columns = table.Columns.Select(column => $"{column.Name} {column.Type}");
        return $"{string.Join(", ", columns)}, PRIMARY KEY (({Names(table.PartitionKey)}){Clustering(table.ClusteringKey)})";
    }

    private static string Body(KeysTable table)
    {
        var columns = table.Key.Select(column => $"{column.Name} {column.Type}");
        return $"shard int, bucket int, {string.Join(", ", columns)}, PRIMARY KEY ((shard, bucket){Clustering(table.Key)})";
    }

    private static string Options(RowsTable table, CassandraStoreOptions options)
    {
        // Where a partition holds a day, its newest windows stand first.
        var order = string.Join(", ", table.ClusteringKey.Select((column, index) => $"{column.Name} {(index == 0 ? "DESC" : "ASC")}"));
        return (table.HasWindow ? "" : $"CLUSTERING ORDER BY ({order}) AND ") + RowOptions(options);
    }

    private static string Clustering(IReadOnlyList<RowsColumn> columns) => columns.Count > 0 ? $", {Names(columns)}" : "";

    private static string Names(IEnumerable<RowsColumn> columns) => string.Join(", ", columns.Select(column => column.Name));
}
