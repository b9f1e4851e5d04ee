using ActorPipeline.Cql.Routing;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The table of a view's keys: a partition per shard and bucket, and in each the keys in order.</summary>
/// <remarks>Keys only ever become more, and servers do badly with partitions of more than 100,000 rows, so those of a shard are spread over buckets.</remarks>
internal sealed class KeysTable
{
    /// <summary>Buckets of a shard: room for six million keys in each. Part of the layout, see <see cref="CassandraSchema.Version"/>.</summary>
    public const int Buckets = 64;

    public KeysTable(string pipeline, ViewDefinition view)
    {
        Name = TableNames.Table(pipeline, view.Name, "keys");
        Key = new ViewColumns(view).Key;
    }

    public string Name { get; }
    public IReadOnlyList<RowsColumn> Key { get; }

    /// <summary>The bucket of a row's key.</summary>
    /// <remarks>Shards go by a hash's first bits, buckets by its last: of one shard's keys, too, each bucket gets its share.</remarks>
    public static int BucketOf(RowBatch batch, int row)
    {
        var hash = 0L;
        foreach (var part in batch.Keys)
        {
            hash = (hash * 31) + TokenHash.Of(part[row]);
        }

        return (int)(hash & (Buckets - 1));
    }

    public string Insert(string keyspace) =>
        $"INSERT INTO {keyspace}.{Name} (shard, bucket, {Columns}) VALUES (?, ?, {string.Join(", ", Key.Select(_ => "?"))})";

    /// <summary>The statement that reads a partition's keys in order.</summary>
    /// <param name="isFrom">Whether the first part is given a lower bound, as the last value.</param>
    public string Select(string keyspace, bool isFrom) =>
        $"SELECT {Columns} FROM {keyspace}.{Name} WHERE shard = ? AND bucket = ?{(isFrom ? $" AND {Key[0].Name} >= ?" : "")}";

    private string Columns => string.Join(", ", Key.Select(column => column.Name));
}
