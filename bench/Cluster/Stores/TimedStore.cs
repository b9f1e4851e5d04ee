using ActorPipeline.Pipelines;
using ActorPipeline.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>A store that takes the time of its writes.</summary>
internal sealed class TimedStore(IViewStore store) : IViewStore
{
    private long _rows;

    /// <summary>Time in which rows were written.</summary>
    public BusyClock Writing { get; } = new();

    /// <summary>Time in which snapshots were written or pointers moved.</summary>
    public BusyClock Checkpoints { get; } = new();

    /// <summary>Rows written so far.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    public ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken) =>
        store.RegisterAsync(pipeline, fingerprint, cancellationToken);

    public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _rows, rows.Sum(batch => (long)batch.Count));
        return Writing.MeasureAsync(WriteAsync(rows, cancellationToken));
    }

    public IAsyncEnumerable<Row> QueryAsync(RowQuery query, CancellationToken cancellationToken) => store.QueryAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(string pipeline, ViewDefinition view, string prefix, int limit, CancellationToken cancellationToken) =>
        store.KeysAsync(pipeline, view, prefix, limit, cancellationToken);

    public ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        Checkpoints.MeasureAsync(store.WriteChunkAsync(shard, chunk, bytes, cancellationToken));

    public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        store.ReadChunkAsync(shard, chunk, cancellationToken);

    public ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) => store.ListChunksAsync(shard, cancellationToken);

    public ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken) =>
        Checkpoints.MeasureAsync(store.DeleteChunksAsync(shard, chunks, cancellationToken));

    public ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) => store.ReadPointerAsync(shard, cancellationToken);

    public ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken) =>
        Checkpoints.MeasureAsync(store.TryMovePointerAsync(shard, expected, replacement, cancellationToken));

    public ValueTask DisposeAsync() => store.DisposeAsync();

    // The pipeline writes again what is refused: not what is to be measured, so that it must not go unseen.
    private async ValueTask WriteAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteRowsAsync(rows, cancellationToken);
        }
        catch (ViewStoreException refusal)
        {
            await Console.Error.WriteLineAsync($"refused: {refusal.Message}");
            throw;
        }
    }
}
