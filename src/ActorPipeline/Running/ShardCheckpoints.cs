using ActorPipeline.Checkpoints;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;

namespace ActorPipeline.Running;

/// <summary>Makes a run's checkpoints of a shard, one at a time, while the shard goes on; drops what they replace. Used on the run's scheduler only.</summary>
/// <param name="manifest">The checkpoint that the state came back from; empty when it came from the beginning of the log.</param>
internal sealed class ShardCheckpoints(
    PipelineContext context, ShardId shard, ShardState state, ReadOnlyMemory<byte> manifest, ShardOwnership ownership, RowFlusher flusher, RunScope scope)
{
    private readonly CheckpointWriter _writer = new(context.Stores.Snapshots, shard, ownership.Pointer.Epoch);
    private ReadOnlyMemory<byte> _manifest = manifest;
    private HashSet<ChunkId> _keptChunks = [.. ReadableChunksOf(ownership.Pointer.Current), .. ReadableChunksOf(ownership.Pointer.Previous)];
    private Task<bool>? _underWay;
    private long _coveredThrough = state.NextOffset;

    public Action? Changed { get; set; }

    /// <summary>The newest checkpoint; the one that the run came back from until it makes the next.</summary>
    public CheckpointStatus? Last { get; private set; } = Inherited(manifest);

    public string? Trouble { get; private set; }

    public int KeptChunks => _keptChunks.Count;

    /// <summary>Deletes chunks that an earlier owner wrote for a checkpoint that it never made, while the shard goes on.</summary>
    public async Task ClearOrphansAsync()
    {
        var backoff = context.NewBackoff();
        while (true)
        {
            try
            {
                var chunks = await context.Stores.Snapshots.ListChunksAsync(shard, scope.Ending);
                await DeleteAsync([.. chunks.Where(chunk => chunk.Epoch < ownership.Pointer.Epoch && !_keptChunks.Contains(chunk))]);
                return;
            }
            catch (ViewStoreException failure)
            {
                RunnerLog.DropFailed(context.Logger, shard, failure.Message);
                await backoff.WaitAsync(scope.Ending);
            }
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
        scope.Ending.ThrowIfCancellationRequested();
        if (state.NextOffset == _coveredThrough)
        {
            return true;
        }

        var started = context.Time.GetTimestamp();
        var draft = CheckpointDraft.Take(state, context.ShardLog.Epoch, context.NowMs);
        await flusher.WaitDurableAsync(draft.NextOffset);
        var bytes = await WriteChunksAsync(draft);
        var manifest = draft.Finish();
        var encoded = ManifestCodec.Write(manifest);
        if (!await ownership.TryCommitAsync(encoded, _manifest, scope.Ending))
        {
            return false;
        }

        await AdoptAsync(manifest, encoded, bytes, started);
        return true;
    }

    private async Task<long> WriteChunksAsync(CheckpointDraft draft)
    {
        var backoff = context.NewBackoff();
        while (true)
        {
            try
            {
                var bytes = await _writer.WriteAsync(draft, scope.Ending);
                SetTrouble(null);
                return bytes;
            }
            catch (ViewStoreException failure)
            {
                RunnerLog.CheckpointFailed(context.Logger, shard, failure.Message);
                SetTrouble(failure.Message);
                await backoff.WaitAsync(scope.Ending);
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
        Last = new CheckpointStatus(manifest.NextOffset, manifest.AtMs, bytes, chunks.Count, context.Time.GetElapsedTime(started).TotalMilliseconds);
        RunnerLog.CheckpointMade(context.Logger, shard, manifest.NextOffset, bytes, chunks.Count);
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
            await DeleteAsync(dropped);
            var partition = new TopicPartition(context.Pipeline.ShardTopic, shard.Shard);
            await context.Log.CommitAsync(context.Pipeline.ShardGroup, partition, new GroupCommit(nextOffset, ""), scope.Ending);
            if (!context.Options.KeepShardLog && !previous.IsEmpty)
            {
                await context.Log.TrimAsync(partition, ManifestCodec.Read(previous.Span).NextOffset, scope.Ending);
            }

            _keptChunks = kept;
        }
        catch (Exception failure) when (failure is ViewStoreException or EventLogException)
        {
            RunnerLog.DropFailed(context.Logger, shard, failure.Message);
        }
    }

    private async Task DeleteAsync(List<ChunkId> chunks)
    {
        if (chunks.Count > 0)
        {
            await context.Stores.Snapshots.DeleteChunksAsync(shard, chunks, scope.Ending);
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
