using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>Writes the chunks of a checkpoint. One caller at a time.</summary>
/// <param name="epoch">The owner's epoch: names of chunks carry it, so that two owners never write the same name.</param>
internal sealed class CheckpointWriter(IViewStore store, ShardId shard, long epoch)
{
    // Writes under way at a time: enough for a store to commit many together, few enough to bound the bytes held.
    private const int MaxUnderWay = 64;

    private readonly Queue<(Task Write, int Bytes)> _underWay = new();
    private long _nextChunk;

    /// <summary>Writes the segments that are not stored yet.</summary>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ViewStoreException">A chunk was not written; its segment counts as not stored.</exception>
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
        var written = new List<(Segment Segment, IReadOnlyList<ChunkRef> Chunks)>();
        var bytes = 0L;
        foreach (var segment in draft.Unwritten.ToList())
        {
            var table = segment.Table ?? throw new InvalidOperationException("a segment that is not stored has lost its table");
            var chunks = new List<ChunkRef>();
            foreach (var (start, count) in ChunkCodec.RangesOf(table))
            {
                bytes += await WaitBelowAsync(MaxUnderWay);
                chunks.Add(Begin(table, start, count, cancellationToken));
            }

            written.Add((segment, chunks));
        }

        bytes += await WaitBelowAsync(1);
        foreach (var (segment, chunks) in written)
        {
            segment.Chunks = chunks;
        }

        return bytes;
    }

    private ChunkRef Begin(PaneTable table, int start, int count, CancellationToken cancellationToken)
    {
        var (reference, bytes) = ChunkCodec.Write(table, start, count, new ChunkId(epoch, _nextChunk++));
        _underWay.Enqueue((store.WriteChunkAsync(shard, reference.Id, bytes, cancellationToken).AsTask(), bytes.Length));
        return reference;
    }

    private async Task<long> WaitBelowAsync(int count)
    {
        var bytes = 0L;
        while (_underWay.Count >= count)
        {
            var (write, length) = _underWay.Dequeue();
            await write;
            bytes += length;
        }

        return bytes;
    }
}
