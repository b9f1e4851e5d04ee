using ActorPipeline.Storage;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Snapshot chunks, in pieces that servers take well: a partition per chunk, and a list of a shard's chunks. Thread-safe.</summary>
/// <remarks>A chunk is listed before its first piece is written and until its last is deleted, so that whatever exists of it is found and cleared.</remarks>
internal sealed class ChunkTable(StoreClient client)
{
    /// <summary>Bytes of a piece: what servers take without trouble in one write.</summary>
    public const int PieceBytes = 256 * 1024;

    // A page of as many pieces is a megabyte; as many are under way at once.
    private const int PiecesAtOnce = 4;
    private const string Identity = "pipeline = ? AND shard = ? AND epoch = ? AND number = ?";

    private readonly string _list = $"INSERT INTO {client.Keyspace}.snapshot_chunk_list (pipeline, shard, epoch, number) VALUES (?, ?, ?, ?)";
    private readonly string _write =
        $"INSERT INTO {client.Keyspace}.snapshot_chunk (pipeline, shard, epoch, number, piece, length, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)";
    private readonly string _read = $"SELECT piece, length, bytes FROM {client.Keyspace}.snapshot_chunk WHERE {Identity}";
    private readonly string _names = $"SELECT epoch, number FROM {client.Keyspace}.snapshot_chunk_list WHERE pipeline = ? AND shard = ?";
    private readonly string _delete = $"DELETE FROM {client.Keyspace}.snapshot_chunk WHERE {Identity}";
    private readonly string _forget = $"DELETE FROM {client.Keyspace}.snapshot_chunk_list WHERE {Identity}";

    public async ValueTask WriteAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var what = $"writing chunk {chunk} of shard {shard}";
        await RunAsync(what, _list, Values(shard, chunk), cancellationToken).ConfigureAwait(false);
        var pieces = Math.Max(1, (bytes.Length + PieceBytes - 1) / PieceBytes);
        for (var first = 0; first < pieces; first += PiecesAtOnce)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(PiecesAtOnce, pieces - first)).Select(WriteAsync)).ConfigureAwait(false);
        }

        Task WriteAsync(int piece)
        {
            var start = piece * PieceBytes;
            var part = bytes[start..Math.Min(bytes.Length, start + PieceBytes)];
            return RunAsync(what, _write, [.. Values(shard, chunk), piece, bytes.Length, part], cancellationToken);
        }
    }

    /// <summary>Reads a chunk.</summary>
    /// <returns>Null when there is none, or a piece of it is missing.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken)
    {
        byte[]? bytes = null;
        var got = 0;
        var next = 0;
        var options = StoreClient.Read with { PageSize = PiecesAtOnce };
        var rows = client.QueryAsync($"reading chunk {chunk} of shard {shard}", _read, Values(shard, chunk), options, cancellationToken);
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (row[0].Get<int>() != next++)
            {
                return null;
            }

            bytes ??= new byte[row[1].Get<int>()];
            var piece = row[2].Bytes;
            if (got + piece.Length > bytes.Length)
            {
                throw new ViewStoreException(
                    $"Cassandra keyspace {client.Keyspace}: chunk {chunk} of shard {shard} has more bytes than its length says, {bytes.Length}");
            }

            piece.CopyTo(bytes.AsSpan(got));
            got += piece.Length;
        }

        return bytes is not null && got == bytes.Length ? bytes : (ReadOnlyMemory<byte>?)null;
    }

    public async ValueTask<IReadOnlyList<ChunkId>> ListAsync(ShardId shard, CancellationToken cancellationToken)
    {
        var chunks = new List<ChunkId>();
        await foreach (var row in client.QueryAsync(
            $"listing chunks of shard {shard}", _names, [shard.Pipeline, shard.Shard], StoreClient.Read, cancellationToken).ConfigureAwait(false))
        {
            chunks.Add(new ChunkId(row[0].Get<long>(), row[1].Get<long>()));
        }

        return chunks;
    }

    public async ValueTask DeleteAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken)
    {
        foreach (var chunk in chunks)
        {
            var what = $"deleting chunk {chunk} of shard {shard}";
            await RunAsync(what, _delete, Values(shard, chunk), cancellationToken).ConfigureAwait(false);
            await RunAsync(what, _forget, Values(shard, chunk), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a write that may be done twice, so that nobody need know whether one that failed was done.</summary>
    private async Task RunAsync(string what, string cql, object[] values, CancellationToken cancellationToken)
    {
        try
        {
            using var done = await client.ExecuteAsync(what, cql, values, StoreClient.Idempotent, cancellationToken).ConfigureAwait(false);
        }
        catch (UnknownOutcomeException e)
        {
            throw new ViewStoreException(e.Message, e);
        }
    }

    private static object[] Values(ShardId shard, ChunkId chunk) => [shard.Pipeline, shard.Shard, chunk.Epoch, chunk.Number];
}
