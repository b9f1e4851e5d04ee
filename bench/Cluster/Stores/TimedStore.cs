using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>A store that takes the time of its writes.</summary>
internal sealed class TimedStore(EngineStores stores) : PassingStore(stores)
{
    private long _rows;

    /// <summary>Time in which rows were written.</summary>
    public BusyClock Writing { get; } = new();

    /// <summary>Time in which snapshots were written or pointers moved.</summary>
    public BusyClock Checkpoints { get; } = new();

    /// <summary>Rows written so far.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    public override ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _rows, rows.Sum(batch => (long)batch.Count));
        return Writing.MeasureAsync(WriteAsync(rows, cancellationToken));
    }

    public override ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        Checkpoints.MeasureAsync(base.WriteChunkAsync(shard, chunk, bytes, cancellationToken));

    public override ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken) =>
        Checkpoints.MeasureAsync(base.DeleteChunksAsync(shard, chunks, cancellationToken));

    public override ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken) =>
        Checkpoints.MeasureAsync(base.TryMovePointerAsync(shard, expected, replacement, cancellationToken));

    // The pipeline writes again what is refused: not what is to be measured, so that it must not go unseen.
    private async ValueTask WriteAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken)
    {
        try
        {
            await base.WriteRowsAsync(rows, cancellationToken);
        }
        catch (ViewStoreException refusal)
        {
            await Console.Error.WriteLineAsync($"refused: {refusal.Message}");
            throw;
        }
    }
}
