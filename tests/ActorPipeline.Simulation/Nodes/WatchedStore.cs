using ActorPipeline.Asking;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Jobs;
using ActorPipeline.Simulation.Checks;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>A node's stores: they tell a check what the node writes, when it begins to.</summary>
/// <param name="stores">The stores.</param>
/// <param name="tenures">The check.</param>
internal sealed class WatchedStore(EngineStores stores, TenureCheck tenures) : IRowStore, ISnapshotStore, ISchema
{
    public ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken) =>
        stores.Schema.RegisterAsync(pipeline, fingerprint, cancellationToken);

    public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken)
    {
        foreach (var batch in rows)
        {
            tenures.Writes(PlacedRole.Shards, batch.Shard, "rows");
        }

        return stores.Rows.WriteRowsAsync(rows, cancellationToken);
    }

    public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken) => stores.Rows.QueryAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken) =>
        stores.Rows.KeysAsync(pipeline, view, prefix, after, limit, cancellationToken);

    public ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        tenures.Writes(PlacedRole.Shards, shard.Shard, "a chunk");
        return stores.Snapshots.WriteChunkAsync(shard, chunk, bytes, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        stores.Snapshots.ReadChunkAsync(shard, chunk, cancellationToken);

    public ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) => stores.Snapshots.ListChunksAsync(shard, cancellationToken);

    public ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken)
    {
        tenures.Writes(PlacedRole.Shards, shard.Shard, "a deletion");
        return stores.Snapshots.DeleteChunksAsync(shard, chunks, cancellationToken);
    }

    public ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) => stores.Snapshots.ReadPointerAsync(shard, cancellationToken);

    public ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken)
    {
        var role = LakeCommit.IsPlace(shard) ? PlacedRole.Lake : JobLedger.IsPlace(shard) ? PlacedRole.Batch : PlacedRole.Shards;
        tenures.Writes(role, shard.Shard, "the pointer");
        if (role == PlacedRole.Shards && replacement.Epoch > expected.Epoch)
        {
            tenures.Takes(shard.Shard);
        }

        return stores.Snapshots.TryMovePointerAsync(shard, expected, replacement, cancellationToken);
    }
}
