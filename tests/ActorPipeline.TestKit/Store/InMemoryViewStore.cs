using System.Collections.Concurrent;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Store;

/// <summary>A view store in memory: a fast one, or one that is slow and fails as a plan says. What it has taken survives the crash of any client.</summary>
/// <remarks>Thread-safe without faults; with faults for use on one thread and a virtual clock.</remarks>
public sealed class InMemoryViewStore : IRowStore, ISnapshotStore, ISchema
{
    private readonly ConcurrentDictionary<string, string> _fingerprints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ShardId, StoredShard> _shards = [];
    private readonly StoredRows _rows = new();
    private readonly Client _nobody = new("store");
    private readonly Effects _effects;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The clock of latencies; the system's when null.</param>
    /// <param name="plan">Latencies and faults; none when null.</param>
    public InMemoryViewStore(TimeProvider? time = null, FaultPlan? plan = null)
    {
        _effects = new Effects(time ?? TimeProvider.System);
        Plan = plan ?? new FaultPlan(FaultRates.None);
    }

    /// <summary>Latencies and faults.</summary>
    public FaultPlan Plan { get; }

    /// <summary>Sees every batch of rows when it is stored; also those that replace nothing.</summary>
    public Action<RowBatch>? RowsStored { get; set; }

    /// <summary>Sees every move of a pointer that takes effect.</summary>
    public Action<ShardId, ShardPointer>? PointerMoved { get; set; }

    /// <summary>The stores as one client sees them.</summary>
    public EngineStores For(Client client) => EngineStores.Of(new ClientStore(this, client));

    /// <summary>All rows of a view, in no particular order.</summary>
    public IReadOnlyList<Row> RowsOf(string pipeline, string view) => _rows.Of(pipeline, view);

    /// <summary>A shard's pointer, as it is now.</summary>
    public ShardPointer PointerOf(ShardId shard) => Shard(shard).Pointer;

    /// <summary>The chunks of a shard, as they are now.</summary>
    public IReadOnlyList<ChunkId> ChunksOf(ShardId shard) => Shard(shard).Chunks;

    /// <summary>Flips a bit of a chunk.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="bit">Which bit; taken modulo how many there are.</param>
    public void Damage(ShardId shard, ChunkId chunk, int bit)
    {
        var bytes = Shard(shard).Read(chunk)!.Value.ToArray();
        var at = bit % (bytes.Length * 8);
        bytes[at / 8] ^= (byte)(1 << (at % 8));
        Shard(shard).Write(chunk, bytes);
        Plan.Note($"chunk {chunk} of {shard} damaged");
    }

    /// <summary>Loses a chunk.</summary>
    public void Lose(ShardId shard, ChunkId chunk)
    {
        Shard(shard).Delete(chunk);
        Plan.Note($"chunk {chunk} of {shard} lost");
    }

    /// <inheritdoc/>
    public ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var stored = _fingerprints.GetOrAdd(pipeline.Name, fingerprint);
        return stored == fingerprint ? default : throw new FingerprintMismatchException(pipeline.Name, stored, fingerprint);
    }

    /// <inheritdoc/>
    public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => WriteRowsAsync(rows, _nobody, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in (await AskAsync("query", () => _rows.Select(query), cancellationToken)).Chunk(query.PageRows))
        {
            yield return page;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken) =>
        await AskAsync("keys", () => _rows.Keys(pipeline, view, prefix, after, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        WriteChunkAsync(shard, chunk, bytes, _nobody, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        await AskAsync($"read of chunk {chunk} of {shard}", () => Shard(shard).Read(chunk), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) =>
        await AskAsync($"list of chunks of {shard}", () => Shard(shard).Chunks, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken) =>
        DeleteChunksAsync(shard, chunks, _nobody, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) =>
        await AskAsync($"read of the pointer of {shard}", () => Shard(shard).Pointer, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken) =>
        TryMovePointerAsync(shard, expected, replacement, _nobody, cancellationToken);

    private StoredShard Shard(ShardId shard) => _shards.GetOrAdd(shard, static _ => new StoredShard());

    private Task<T> AskAsync<T>(string what, Func<T> effect, CancellationToken cancellationToken) => AskAsync(Plan.Latency(), what, effect, cancellationToken);

    private Task<T> AskAsync<T>(TimeSpan latency, string what, Func<T> effect, CancellationToken cancellationToken) => _effects.AfterAsync(
        latency,
        () => Plan.Strikes(Plan.Rates.StoreRefused, $"{what} refused") ? throw new ViewStoreException($"{what}: refused (injected)") : effect(),
        cancellationToken);

    // What a crashed client had under way is lost with its connection, or lands.
    private Task<bool> ChangeAsync(string what, Client client, Action effect, CancellationToken cancellationToken) =>
        ChangeAsync(Plan.Latency(), what, client, effect, cancellationToken);

    private Task<bool> ChangeAsync(TimeSpan latency, string what, Client client, Action effect, CancellationToken cancellationToken) => AskAsync(
        latency,
        what,
        () =>
        {
            var lands = !client.IsCrashed || Plan.Strikes(Plan.Rates.LandsAfterCrash, $"{what} of crashed {client.Name} lands");
            if (lands)
            {
                effect();
            }

            return lands;
        },
        cancellationToken);

    private async ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, Client client, CancellationToken cancellationToken)
    {
        void Write()
        {
            var isPartial = Plan.Strikes(Plan.Rates.RowsPartial, "write of rows takes effect in part");
            foreach (var batch in rows.Take(isPartial ? Plan.Next(rows.Count + 1) : rows.Count))
            {
                _rows.Write(batch);
                RowsStored?.Invoke(batch);
            }

            if (isPartial)
            {
                throw new ViewStoreException("write of rows: answer lost (injected)");
            }
        }

        await ChangeAsync(Plan.RowLatency(), "write of rows", client, Write, cancellationToken);
    }

    private async ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, Client client, CancellationToken cancellationToken) =>
        await ChangeAsync($"write of chunk {chunk} of {shard}", client, () => Shard(shard).Write(chunk, bytes), cancellationToken);

    private async ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, Client client, CancellationToken cancellationToken) => await ChangeAsync(
        $"deletion of chunks of {shard}",
        client,
        () =>
        {
            foreach (var chunk in chunks)
            {
                Shard(shard).Delete(chunk);
            }
        },
        cancellationToken);

    private async ValueTask<bool> TryMovePointerAsync(
        ShardId shard, ShardPointer expected, ShardPointer replacement, Client client, CancellationToken cancellationToken)
    {
        var isMoved = false;
        await ChangeAsync($"move of the pointer of {shard}", client, () => isMoved = MoveWithFaults(shard, expected, replacement), cancellationToken);
        return isMoved;
    }

    private bool MoveWithFaults(ShardId shard, ShardPointer expected, ShardPointer replacement)
    {
        if (Plan.Strikes(Plan.Rates.MoveUnknownRefused, $"pointer of {shard} not moved, outcome unknown"))
        {
            throw new UnknownOutcomeException($"move of the pointer of {shard} (injected)");
        }

        if (Plan.Strikes(Plan.Rates.MoveUnknownDelayed, $"pointer of {shard} moves later, outcome unknown"))
        {
            _effects.Later(Plan.Rates.SlowLatency + Plan.Latency(), () => Move(shard, expected, replacement));
            throw new UnknownOutcomeException($"move of the pointer of {shard} (injected)");
        }

        var isMoved = Move(shard, expected, replacement);
        return Plan.Strikes(Plan.Rates.MoveUnknownApplied, $"pointer of {shard} {(isMoved ? "moved" : "not moved")}, outcome unknown")
            ? throw new UnknownOutcomeException($"move of the pointer of {shard} (injected)")
            : isMoved;
    }

    private bool Move(ShardId shard, ShardPointer expected, ShardPointer replacement)
    {
        var isMoved = Shard(shard).TryMove(expected, replacement);
        if (isMoved)
        {
            PointerMoved?.Invoke(shard, replacement);
        }

        return isMoved;
    }

    private sealed class ClientStore(InMemoryViewStore store, Client client) : IRowStore, ISnapshotStore, ISchema
    {
        public ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken) =>
            store.RegisterAsync(pipeline, fingerprint, cancellationToken);

        public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => store.WriteRowsAsync(rows, client, cancellationToken);

        public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken) => store.QueryAsync(query, cancellationToken);

        public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
            string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken) =>
            store.KeysAsync(pipeline, view, prefix, after, limit, cancellationToken);

        public ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            store.WriteChunkAsync(shard, chunk, bytes, client, cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
            store.ReadChunkAsync(shard, chunk, cancellationToken);

        public ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) => store.ListChunksAsync(shard, cancellationToken);

        public ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken) =>
            store.DeleteChunksAsync(shard, chunks, client, cancellationToken);

        public ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) => store.ReadPointerAsync(shard, cancellationToken);

        public ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken) =>
            store.TryMovePointerAsync(shard, expected, replacement, client, cancellationToken);
    }
}
