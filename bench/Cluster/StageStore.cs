using ActorPipeline.Storage;

namespace ActorPipeline.Bench.Cluster;

/// <summary>A store that takes the CPU time of its calls for snapshots.</summary>
internal sealed class StageStore(EngineStores stores, StageClocks clocks) : PassingStore(stores)
{
    public override ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        Measure(() => base.WriteChunkAsync(shard, chunk, bytes, cancellationToken));

    public override ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken) =>
        Measure(() => base.DeleteChunksAsync(shard, chunks, cancellationToken));

    public override ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken) =>
        Measure(() => base.TryMovePointerAsync(shard, expected, replacement, cancellationToken));

    // Between two calls of one turn the next chunk is written.
    private T Measure<T>(Func<T> call) => StageTurns.Measure(call, clocks.Checkpoints, clocks.Apply, isPrepared: true);
}
