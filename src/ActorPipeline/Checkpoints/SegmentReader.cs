using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>Reads segments back from their chunks.</summary>
/// <param name="exactDistinctLimit">The largest distinct count that is kept exactly.</param>
internal sealed class SegmentReader(IViewStore store, ShardId shard, int exactDistinctLimit)
{
    /// <summary>Reads a segment's table.</summary>
    /// <exception cref="ChunkDamagedException">A chunk is missing or is not what was written.</exception>
    public async Task<PaneTable> ReadAsync(ViewDefinition view, IReadOnlyList<ChunkRef> chunks, CancellationToken cancellationToken)
    {
        if (chunks.Count == 1)
        {
            return await ReadChunkAsync(view, chunks[0], cancellationToken);
        }

        var table = new PaneTable(view, exactDistinctLimit);
        foreach (var chunk in chunks)
        {
            table.Merge(await ReadChunkAsync(view, chunk, cancellationToken));
        }

        return table;
    }

    private async Task<PaneTable> ReadChunkAsync(ViewDefinition view, ChunkRef chunk, CancellationToken cancellationToken)
    {
        var bytes = await store.ReadChunkAsync(shard, chunk.Id, cancellationToken);
        try
        {
            return bytes is { } found
                ? ChunkCodec.Read(found.Span, chunk, view, exactDistinctLimit)
                : throw new ChunkDamagedException($"chunk {chunk.Id} of {shard} is missing");
        }
        catch (FormatException failure)
        {
            throw new ChunkDamagedException($"{shard}: {failure.Message}", failure);
        }
    }
}

/// <summary>A chunk of a snapshot is missing or is not what was written.</summary>
public sealed class ChunkDamagedException(string message, Exception? inner = null) : Exception(message, inner);
