using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Cluster;

/// <summary>A store that passes every call on: a base for those that measure some of them.</summary>
internal abstract class PassingStore(IViewStore store) : IViewStore
{
    public ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken) =>
        store.RegisterAsync(pipeline, fingerprint, cancellationToken);

    public virtual ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => store.WriteRowsAsync(rows, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken) => store.QueryAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken) =>
        store.KeysAsync(pipeline, view, prefix, after, limit, cancellationToken);

    public virtual ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        store.WriteChunkAsync(shard, chunk, bytes, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        store.ReadChunkAsync(shard, chunk, cancellationToken);

    public ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) => store.ListChunksAsync(shard, cancellationToken);

    public virtual ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken) =>
        store.DeleteChunksAsync(shard, chunks, cancellationToken);

    public ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) => store.ReadPointerAsync(shard, cancellationToken);

    public virtual ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken) =>
        store.TryMovePointerAsync(shard, expected, replacement, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
