using System.Collections.Concurrent;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Pipeline.Memory;

/// <summary>A store that keeps pointers, copies chunks and forgets rows.</summary>
internal sealed class MemoryStore : IRowStore, ISnapshotStore, ISchema
{
    private readonly ConcurrentDictionary<ShardId, ShardPointer> _pointers = [];
    private readonly ConcurrentDictionary<(ShardId, ChunkId), byte[]> _chunks = [];

    public ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken) => default;

    public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => default;

    public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken) => throw new NotSupportedException("rows are not kept");

    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("rows are not kept");

    public ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _chunks[(shard, chunk)] = bytes.ToArray();
        return default;
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(_chunks.TryGetValue((shard, chunk), out var bytes) ? bytes : null);

    public ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ChunkId>>([.. _chunks.Keys.Where(key => key.Item1 == shard).Select(key => key.Item2)]);

    public ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken)
    {
        foreach (var chunk in chunks)
        {
            _chunks.TryRemove((shard, chunk), out _);
        }

        return default;
    }

    public ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_pointers.GetValueOrDefault(shard, ShardPointer.None));

    public ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken)
    {
        _pointers[shard] = replacement;
        return ValueTask.FromResult(true);
    }
}
