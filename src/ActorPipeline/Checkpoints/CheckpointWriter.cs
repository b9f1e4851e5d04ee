using ActorPipeline.Batches;
using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>Writes the chunks of a checkpoint. One caller at a time.</summary>
/// <remarks>Segments of one view share chunks: most are small, and a store reads, writes and deletes a chunk at about the same price whatever its size. Views
/// do not share: a chunk is kept for as long as one segment in it is needed, and a view with short windows lets go of its segments long before one with long
/// windows.</remarks>
/// <param name="epoch">The owner's epoch: names of chunks carry it, so that two owners never write the same name.</param>
internal sealed class CheckpointWriter(ISnapshotStore store, ShardId shard, long epoch)
{
    // Writes under way at a time: enough for a store to commit many together, few enough to bound the bytes held.
    private const int MaxUnderWay = 64;

    // Up to here segments share a chunk: the bytes that one small segment can keep alive when all others of its chunk are no longer needed.
    private const int SharedBytes = ChunkCodec.BytesPerChunk / 4;

    private readonly Queue<Task> _underWay = new();
    private ByteWriter _chunk = new();
    private long _nextChunk;

    /// <summary>Writes the segments that are not stored yet.</summary>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ViewStoreException">A chunk was not written; its segments count as not stored.</exception>
    public async Task<long> WriteAsync(CheckpointDraft draft, CancellationToken cancellationToken)
    {
        // A draft written again gets the same names for the same bytes: nothing is left behind.
        var first = _nextChunk;
        try
        {
            return await WriteAllAsync(draft, cancellationToken);
        }
        catch
        {
            _nextChunk = first;
            throw;
        }
    }

    private async Task<long> WriteAllAsync(CheckpointDraft draft, CancellationToken cancellationToken)
    {
        _underWay.Clear();
        _chunk = new ByteWriter();
        var written = new List<(Segment Segment, List<ChunkPart> Parts)>();
        foreach (var view in draft.Unwritten)
        {
            foreach (var segment in view)
            {
                var table = segment.Table ?? throw new InvalidOperationException("a segment that is not stored has lost its table");
                written.Add((segment, await WriteAsync(table, cancellationToken)));
            }

            await EndChunkAsync(cancellationToken);
        }

        await WaitBelowAsync(1);
        foreach (var (segment, parts) in written)
        {
            segment.Parts = parts;
        }

        return written.SelectMany(one => one.Parts).Sum(part => (long)part.Length);
    }

    private async Task<List<ChunkPart>> WriteAsync(PaneTable table, CancellationToken cancellationToken)
    {
        var parts = new List<ChunkPart>();
        foreach (var (start, count, size) in ChunkCodec.RangesOf(table))
        {
            if (_chunk.Length + size > SharedBytes)
            {
                await EndChunkAsync(cancellationToken);
            }

            parts.Add(ChunkCodec.Write(table, start, count, new ChunkId(epoch, _nextChunk), _chunk));
        }

        return parts;
    }

    private async Task EndChunkAsync(CancellationToken cancellationToken)
    {
        if (_chunk.Length == 0)
        {
            return;
        }

        await WaitBelowAsync(MaxUnderWay);
        _underWay.Enqueue(store.WriteChunkAsync(shard, new ChunkId(epoch, _nextChunk++), _chunk.Written, cancellationToken).AsTask());
        _chunk = new ByteWriter();
    }

    private async Task WaitBelowAsync(int count)
    {
        while (_underWay.Count >= count)
        {
            await _underWay.Dequeue();
        }
    }
}
