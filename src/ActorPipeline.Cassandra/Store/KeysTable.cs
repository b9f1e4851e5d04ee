using ActorPipeline.Pipelines;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The table of a view's keys, in a partition per shard.</summary>
internal sealed class KeysTable
{
    public KeysTable(string pipeline, ViewDefinition view)
    {
        Name = TableNames.Table(pipeline, view.Name, "keys");
        Key = new ViewColumns(view).Key;
    }

    /// <summary>The table's name, without the keyspace.</summary>
    public string Name { get; }

    /// <summary>The parts of the key.</summary>
    public IReadOnlyList<RowsColumn> Key { get; }

    /// <summary>The statement that writes a key.</summary>
    public string Insert(string keyspace) =>
        $"INSERT INTO {keyspace}.{Name} (shard, {string.Join(", ", Key.Select(column => column.Name))}) VALUES (?, {string.Join(", ", Key.Select(_ => "?"))})";
}
