using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Cluster;

/// <summary>Stores that pass every call on: a base for those that measure some of them.</summary>
internal abstract class PassingStore(EngineStores stores) : IRowStore, ISnapshotStore, ISchema
{
    public ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken) =>
        stores.Schema.RegisterAsync(pipeline, fingerprint, cancellationToken);

    public virtual ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => stores.Rows.WriteRowsAsync(rows, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken) => stores.Rows.QueryAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken) =>
        stores.Rows.KeysAsync(pipeline, view, prefix, after, limit, cancellationToken);

    public virtual ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        stores.Snapshots.WriteChunkAsync(shard, chunk, bytes, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        stores.Snapshots.ReadChunkAsync(shard, chunk, cancellationToken);

    public ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) => stores.Snapshots.ListChunksAsync(shard, cancellationToken);

    public virtual ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken) =>
        stores.Snapshots.DeleteChunksAsync(shard, chunks, cancellationToken);

    public ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) => stores.Snapshots.ReadPointerAsync(shard, cancellationToken);

    public virtual ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken) =>
        stores.Snapshots.TryMovePointerAsync(shard, expected, replacement, cancellationToken);
}
