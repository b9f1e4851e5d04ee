namespace ActorPipeline.Storage;

/// <summary>Keeps checkpoints: the chunks of snapshots, and per shard the pointer that says which of them count and who owns the shard.</summary>
/// <remarks>All members may be called concurrently. A missing or failing server throws <see cref="ViewStoreException"/>.</remarks>
public interface ISnapshotStore
{
    /// <summary>Makes a chunk of a snapshot durable. Chunks are never changed; writing one again with the same bytes is harmless.</summary>
    ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Reads a chunk's bytes as stored (the caller checks them); null when there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken);

    /// <summary>The chunks that exist of a shard, for clearing away what no kept pointer names.</summary>
    ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken);

    /// <summary>Deletes chunks. Deleting one that is not there is harmless.</summary>
    ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken);

    /// <summary>Reads a shard's pointer; <see cref="ShardPointer.None"/> when the shard never had an owner.</summary>
    ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken);

    /// <summary>Replaces a shard's pointer if it is still the one expected: one compare-and-set on (epoch, version).</summary>
    /// <param name="expected">The pointer as last read.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    /// <returns>True when it was set and is durable; false when another writer has moved it.</returns>
    /// <exception cref="UnknownOutcomeException">It may or may not have been set: read it back.</exception>
    ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken);
}
