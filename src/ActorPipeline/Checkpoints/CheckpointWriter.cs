using ActorPipeline.Store;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>Writes the chunks of a checkpoint. One caller at a time.</summary>
/// <param name="store">The view store.</param>
/// <param name="shard">The shard.</param>
/// <param name="epoch">The owner's epoch: names of chunks carry it, so that two owners never write the same name.</param>
internal sealed class CheckpointWriter(IViewStore store, ShardId shard, long epoch)
{
    private long _nextChunk;

    /// <summary>Writes the segments that are not stored yet.</summary>
    /// <returns>How many bytes were written.</returns>
    public async Task<long> WriteAsync(CheckpointDraft draft, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var segment in draft.Unwritten.ToList())
        {
            bytes += await WriteAsync(segment, cancellationToken);
        }

        return bytes;
    }

    private async Task<long> WriteAsync(Segment segment, CancellationToken cancellationToken)
    {
        var table = segment.Table ?? throw new InvalidOperationException("a segment that is not stored has lost its table");
        var references = new List<ChunkRef>();
        for (var index = 0; index < ChunkCodec.ChunksOf(table); index++)
        {
            var (reference, bytes) = ChunkCodec.Write(table, index, new ChunkId(epoch, _nextChunk++));
            await store.WriteChunkAsync(shard, reference.Id, bytes, cancellationToken);
            references.Add(reference);
        }

        segment.Chunks = references;
        return references.Sum(reference => (long)reference.Length);
    }
}
