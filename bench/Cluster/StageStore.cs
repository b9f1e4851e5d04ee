using ActorPipeline.Pipelines;
using ActorPipeline.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Cluster;

/// <summary>A store that takes the CPU time of its calls for snapshots.</summary>
internal sealed class StageStore(IViewStore store, StageClocks clocks) : IViewStore
{
    public ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken) =>
        store.RegisterAsync(pipeline, fingerprint, cancellationToken);

    public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => store.WriteRowsAsync(rows, cancellationToken);

    public IAsyncEnumerable<Row> QueryAsync(RowQuery query, CancellationToken cancellationToken) => store.QueryAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(string pipeline, ViewDefinition view, string prefix, int limit, CancellationToken cancellationToken) =>
        store.KeysAsync(pipeline, view, prefix, limit, cancellationToken);

    public ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        Measure(() => store.WriteChunkAsync(shard, chunk, bytes, cancellationToken));

    public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        store.ReadChunkAsync(shard, chunk, cancellationToken);

    public ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) => store.ListChunksAsync(shard, cancellationToken);

    public ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken) =>
        Measure(() => store.DeleteChunksAsync(shard, chunks, cancellationToken));

    public ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) => store.ReadPointerAsync(shard, cancellationToken);

    public ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken) =>
        Measure(() => store.TryMovePointerAsync(shard, expected, replacement, cancellationToken));

    public ValueTask DisposeAsync() => store.DisposeAsync();

    // Between two calls of one turn the next chunk is written.
    private T Measure<T>(Func<T> call) => StageTurns.Measure(call, clocks.Checkpoints, clocks.Apply, isPrepared: true);
}
