using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Storage;

/// <summary>Keeps closed rows, snapshot chunks and checkpoint pointers: the seam that DuckDB and Cassandra implement.</summary>
/// <remarks>All members may be called concurrently. A missing or failing server throws <see cref="ViewStoreException"/>.</remarks>
public interface IViewStore : IAsyncDisposable
{
    /// <summary>Creates what a pipeline needs and checks that what is there was made for the same definition.</summary>
    /// <param name="fingerprint">The definition's fingerprint, one line a part: keys, windows, columns, shard count.</param>
    /// <exception cref="FingerprintMismatchException">The stored state was made for another definition.</exception>
    ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken);

    /// <summary>Makes closed rows durable. A row replaces one of its key, breakdown and window of a lower or equal revision, never of a higher one.</summary>
    /// <param name="rows">The rows. Their memory is used again as soon as the task has completed: they must not be looked at after that.</param>
    /// <param name="cancellationToken">Ends the wait; the rows may then be looked at longer.</param>
    ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken);

    /// <summary>Reads rows by window start, key, breakdown; with <see cref="RowQuery.Top"/> by window start, then the order column, largest first.</summary>
    /// <remarks>Between two pages a query holds what it has read and nothing else, no connection and no transaction: its reader may take as long as it
    /// likes. A page shows rows as they stand when it is read. All rows together are in order, each comes once, and none is missing that was there when
    /// the first page was read. What is written after that may be there or not.</remarks>
    /// <returns>Pages, none of them empty, of about <see cref="RowQuery.PageRows"/> rows: fewer, or as many as a window has where a store sorts
    /// whole ones.</returns>
    IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken);

    /// <summary>Keys of a view of which a part begins with a text, in order.</summary>
    /// <param name="prefix">What some part of the key must begin with; empty for all.</param>
    /// <param name="after">Only keys that come after this one; null for all.</param>
    /// <returns>Per key its parts, in the order of <see cref="ViewDefinition.KeyNames"/>.</returns>
    ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken);

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
