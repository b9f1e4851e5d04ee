using ActorPipeline.Checkpoints;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;

namespace ActorPipeline.Running;

/// <summary>Makes the checkpoints of one run over a shard, one at a time, while the shard goes on; drops what they replace. Used on the run's scheduler only.</summary>
internal sealed class ShardCheckpoints
{
    private readonly PipelineContext _context;
    private readonly ShardId _shard;
    private readonly ShardState _state;
    private readonly ShardOwnership _ownership;
    private readonly RowFlusher _flusher;
    private readonly RunScope _scope;
    private readonly CheckpointWriter _writer;
    private ReadOnlyMemory<byte> _manifest;
    private HashSet<ChunkId> _keptChunks;
    private Task<bool>? _underWay;
    private long _coveredThrough;

    public ShardCheckpoints(PipelineContext context, ShardId shard, (ShardState State, ReadOnlyMemory<byte> Manifest) recovered, ShardOwnership ownership, RowFlusher flusher, RunScope scope)
    {
        _context = context;
        _shard = shard;
        (_state, _manifest) = recovered;
        _ownership = ownership;
        _flusher = flusher;
        _scope = scope;
        _writer = new CheckpointWriter(context.Store, shard, ownership.Pointer.Epoch);
        _keptChunks = [.. ReadableChunksOf(ownership.Pointer.Current), .. ReadableChunksOf(ownership.Pointer.Previous)];
        _coveredThrough = _state.NextOffset;
        Last = Inherited(_manifest);
    }

    public Action? Changed { get; set; }

    /// <summary>The newest checkpoint; the one that the run came back from until it makes the next.</summary>
    public CheckpointStatus? Last { get; private set; }

    public string? Trouble { get; private set; }

    public int KeptChunks => _keptChunks.Count;

    /// <summary>Deletes chunks that an earlier owner wrote for a checkpoint that it never made, while the shard goes on.</summary>
    public async Task ClearOrphansAsync()
    {
        var backoff = _context.NewBackoff();
        while (!await TryClearOrphansAsync())
        {
            await backoff.WaitAsync(_scope.Ending);
        }
    }

    private async Task<bool> TryClearOrphansAsync()
    {
        try
        {
            await DeleteOrphansAsync();
            return true;
        }
        catch (ViewStoreException failure)
        {
            RunnerLog.DropFailed(_context.Logger, _shard, failure.Message);
            return false;
        }
    }

    private async Task DeleteOrphansAsync()
    {
        var orphans = (await _context.Store.ListChunksAsync(_shard, _scope.Ending))
            .Where(chunk => chunk.Epoch < _ownership.Pointer.Epoch && !_keptChunks.Contains(chunk))
            .ToList();
        if (orphans.Count > 0)
        {
            await _context.Store.DeleteChunksAsync(_shard, orphans, _scope.Ending);
        }
    }

    /// <summary>Makes a checkpoint of all that has been applied. One at a time: who asks while one is under way gets the next.</summary>
    /// <returns>False when another owner has taken the shard.</returns>
    public async Task<bool> MakeAsync()
    {
        while (_underWay is { IsCompleted: false })
        {
            await _underWay;
        }

        return await (_underWay = WriteAsync());
    }

    private async Task<bool> WriteAsync()
    {
        _scope.Ending.ThrowIfCancellationRequested();
        if (_state.NextOffset == _coveredThrough)
        {
            return true;
        }

        var started = _context.Time.GetTimestamp();
        var draft = CheckpointDraft.Take(_state, _context.NowMs);
        await _flusher.WaitDurableAsync(draft.NextOffset);
        var bytes = await WriteChunksAsync(draft);
        var manifest = draft.Finish();
        var encoded = ManifestCodec.Write(manifest);
        if (!await _ownership.TryCommitAsync(encoded, _manifest, _scope.Ending))
        {
            return false;
        }

        await AdoptAsync(manifest, encoded, bytes, started);
        return true;
    }

    private async Task<long> WriteChunksAsync(CheckpointDraft draft)
    {
        var backoff = _context.NewBackoff();
        while (true)
        {
            try
            {
                var bytes = await _writer.WriteAsync(draft, _scope.Ending);
                SetTrouble(null);
                return bytes;
            }
            catch (ViewStoreException failure)
            {
                RunnerLog.CheckpointFailed(_context.Logger, _shard, failure.Message);
                SetTrouble(failure.Message);
                await backoff.WaitAsync(_scope.Ending);
            }
        }
    }

    private void SetTrouble(string? trouble)
    {
        if (Trouble != trouble)
        {
            Trouble = trouble;
            Changed?.Invoke();
        }
    }

    private async Task AdoptAsync(CheckpointManifest manifest, ReadOnlyMemory<byte> encoded, long bytes, long started)
    {
        var previous = _manifest;
        _manifest = encoded;
        _coveredThrough = manifest.NextOffset;
        var chunks = manifest.Chunks.ToHashSet();
        Last = new CheckpointStatus(manifest.NextOffset, manifest.AtMs, bytes, chunks.Count, _context.Time.GetElapsedTime(started).TotalMilliseconds);
        RunnerLog.CheckpointMade(_context.Logger, _shard, manifest.NextOffset, bytes, chunks.Count);
        Changed?.Invoke();
        await DropAsync(previous, manifest.NextOffset, chunks);
    }

    // Chunks and log records that neither of the two kept checkpoints needs. The checkpoint stands: what cannot be dropped now is dropped with the next.
    private async Task DropAsync(ReadOnlyMemory<byte> previous, long nextOffset, HashSet<ChunkId> current)
    {
        var kept = new HashSet<ChunkId>(current);
        kept.UnionWith(ChunksOf(previous));
        var dropped = _keptChunks.Except(kept).ToList();
        _keptChunks.UnionWith(kept);
        try
        {
            await DropAsync(previous, nextOffset, dropped);
            _keptChunks = kept;
        }
        catch (Exception failure) when (failure is ViewStoreException or EventLogException)
        {
            RunnerLog.DropFailed(_context.Logger, _shard, failure.Message);
        }
    }

    private async Task DropAsync(ReadOnlyMemory<byte> previous, long nextOffset, List<ChunkId> dropped)
    {
        if (dropped.Count > 0)
        {
            await _context.Store.DeleteChunksAsync(_shard, dropped, _scope.Ending);
        }

        var partition = new TopicPartition(_context.Pipeline.ShardTopic, _shard.Shard);
        await _context.Log.CommitAsync(_context.Pipeline.ShardGroup, partition, new GroupCommit(nextOffset, ""), _scope.Ending);
        if (!_context.Options.KeepShardLog && !previous.IsEmpty)
        {
            await _context.Log.TrimAsync(partition, ManifestCodec.Read(previous.Span).NextOffset, _scope.Ending);
        }
    }

    private static CheckpointStatus? Inherited(ReadOnlyMemory<byte> manifest)
    {
        if (manifest.IsEmpty)
        {
            return null;
        }

        var made = ManifestCodec.Read(manifest.Span);
        return new CheckpointStatus(made.NextOffset, made.AtMs, Bytes: null, made.Chunks.Count(), DurationMs: null);
    }

    private static IEnumerable<ChunkId> ChunksOf(ReadOnlyMemory<byte> manifest) =>
        manifest.IsEmpty ? [] : ManifestCodec.Read(manifest.Span).Chunks;

    private static List<ChunkId> ReadableChunksOf(ReadOnlyMemory<byte> manifest)
    {
        try
        {
            return [.. ChunksOf(manifest)];
        }
        catch (FormatException)
        {
            // Recovery has said that this manifest is damaged, and has not used it.
            return [];
        }
    }
}
