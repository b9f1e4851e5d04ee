using ActorPipeline.Cql.Types;
using ActorPipeline.Storage;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Who owns a shard and where its checkpoints are: read at serial consistency and moved by compare-and-set only. Thread-safe.</summary>
internal sealed class PointerTable(StoreClient client)
{
    private readonly string _read = $"SELECT epoch, version, owner, current, previous FROM {client.Keyspace}.snapshot_pointer WHERE pipeline = ? AND shard = ?";

    private readonly string _first =
        $"INSERT INTO {client.Keyspace}.snapshot_pointer (epoch, version, owner, current, previous, pipeline, shard) "
        + "VALUES (?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS";

    private readonly string _move =
        $"UPDATE {client.Keyspace}.snapshot_pointer SET epoch = ?, version = ?, owner = ?, current = ?, previous = ? "
        + "WHERE pipeline = ? AND shard = ? IF epoch = ? AND version = ?";

    public async ValueTask<ShardPointer> ReadAsync(ShardId shard, CancellationToken cancellationToken)
    {
        using var found = await client.ExecuteAsync(
            $"reading the pointer of shard {shard}", _read, [shard.Pipeline, shard.Shard], StoreClient.ReadSettled, cancellationToken).ConfigureAwait(false);
        return found.Rows.Count == 0 ? ShardPointer.None : Read(found.Rows[0]);
    }

    public async ValueTask<bool> TryMoveAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken)
    {
        var isFirst = (expected.Epoch, expected.Version) == (ShardPointer.None.Epoch, ShardPointer.None.Version);
        object[] values =
            [replacement.Epoch, replacement.Version, replacement.Owner, replacement.Current, replacement.Previous, shard.Pipeline, shard.Shard];
        if (!isFirst)
        {
            values = [.. values, expected.Epoch, expected.Version];
        }

        using var moved = await client.ExecuteAsync(
            $"moving the pointer of shard {shard}", isFirst ? _first : _move, values, StoreClient.CompareAndSet, cancellationToken).ConfigureAwait(false);
        return moved.WasApplied;
    }

    private static ShardPointer Read(CqlRow row) =>
        new(row[0].Get<long>(), row[1].Get<long>(), row[2].Get<string>() ?? "", row[3].Bytes.ToArray(), row[4].Bytes.ToArray());
}
