using ActorPipeline.Checkpoints;
using ActorPipeline.Log;
using ActorPipeline.Runtime;
using ActorPipeline.Serving;
using ActorPipeline.Store;

namespace ActorPipeline.Shards;

/// <content>Making checkpoints, letting go of idle entities, and showing how far the shard has come.</content>
internal sealed partial class ShardActor
{
    private CheckpointWriter _writer = null!;
    private ReadOnlyMemory<byte> _currentManifest;
    private HashSet<ChunkId> _keptChunks = [];
    private CheckpointStatus? _lastCheckpoint;
    private Task<bool>? _checkpoint;
    private long _checkpointedThrough;

    private void StartCheckpointTimer()
    {
        _checkpointedThrough = State.NextOffset;

        // Shards are staggered, so that they do not all write at once.
        var interval = _context.Options.CheckpointInterval;
        var first = interval * (1 + _shard.Shard) / _context.Pipeline.Shards;
        Timers.StartPeriodicTimer(nameof(CheckpointDue), CheckpointDue.Instance, first, interval);
    }

    // One at a time: who asks while one is under way gets the next.
    private async Task CheckpointAsync()
    {
        while (_checkpoint is { IsCompleted: false })
        {
            await _checkpoint;
        }

        _checkpoint = WriteCheckpointAsync();
        if (!await _checkpoint)
        {
            await StopFencedAsync();
        }
    }

    // Returns false when another owner has taken the shard.
    private async Task<bool> WriteCheckpointAsync()
    {
        Passivate();
        if (State.NextOffset == _checkpointedThrough)
        {
            return true;
        }

        var started = _context.Time.GetTimestamp();
        var draft = CheckpointDraft.Take(State, _context.NowMs);
        await Flusher.WaitDurableAsync(draft.NextOffset);
        var bytes = await WriteChunksAsync(draft);
        var manifest = draft.Finish();
        var encoded = ManifestCodec.Write(manifest);
        if (!await Lease.TryCommitAsync(encoded, _currentManifest, Stopping))
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
                return await _writer.WriteAsync(draft, Stopping);
            }
            catch (ViewStoreException failure)
            {
                Log.CheckpointFailed(_context.Logger, _shard, failure.Message);
                Show(failure.Message);
                await backoff.WaitAsync(Stopping);
                Stopping.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task AdoptAsync(CheckpointManifest manifest, ReadOnlyMemory<byte> encoded, long bytes, long started)
    {
        var previous = _currentManifest;
        _currentManifest = encoded;
        _checkpointedThrough = manifest.NextOffset;
        var chunks = manifest.Chunks.Select(chunk => chunk.Id).ToHashSet();
        _lastCheckpoint = new CheckpointStatus(
            manifest.NextOffset, manifest.AtMs, bytes, chunks.Count, _context.Time.GetElapsedTime(started).TotalMilliseconds);
        Log.CheckpointMade(_context.Logger, _shard, manifest.NextOffset, bytes, chunks.Count);
        Show(null);
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
            Log.DropFailed(_context.Logger, _shard, failure.Message);
        }
    }

    private async Task DropAsync(ReadOnlyMemory<byte> previous, long nextOffset, List<ChunkId> dropped)
    {
        if (dropped.Count > 0)
        {
            await _context.Store.DeleteChunksAsync(_shard, dropped, Stopping);
        }

        await _context.Log.CommitAsync(_context.Pipeline.ShardGroup, _partition, new GroupCommit(nextOffset, ""), Stopping);
        if (!_context.Options.KeepShardLog && !previous.IsEmpty)
        {
            await _context.Log.TrimAsync(_partition, ManifestCodec.Read(previous.Span).NextOffset, Stopping);
        }
    }

    // The checkpoint that the shard came back from counts as its last one until it makes the next.
    private static CheckpointStatus? Inherited(ReadOnlyMemory<byte> manifest)
    {
        if (manifest.IsEmpty)
        {
            return null;
        }

        var made = ManifestCodec.Read(manifest.Span);
        return new CheckpointStatus(made.NextOffset, made.AtMs, Bytes: null, made.Chunks.Select(chunk => chunk.Id).Distinct().Count(), DurationMs: null);
    }

    private static IEnumerable<ChunkId> ChunksOf(ReadOnlyMemory<byte> manifest) =>
        manifest.IsEmpty ? [] : ManifestCodec.Read(manifest.Span).Chunks.Select(chunk => chunk.Id);

    // Chunks that an owner wrote for a checkpoint that it never made.
    private async Task ClearOrphansAsync(CancellationToken cancellation)
    {
        _keptChunks = [.. ReadableChunksOf(Lease.Pointer.Current), .. ReadableChunksOf(Lease.Pointer.Previous)];
        var orphans = (await _context.Store.ListChunksAsync(_shard, cancellation))
            .Where(chunk => chunk.Epoch < Lease.Pointer.Epoch && !_keptChunks.Contains(chunk))
            .ToList();
        if (orphans.Count > 0)
        {
            await _context.Store.DeleteChunksAsync(_shard, orphans, cancellation);
        }
    }

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

    private void Passivate()
    {
        if (_isReviving)
        {
            return;
        }

        var before = _context.NowMs - (long)_context.Options.PassivateAfter.TotalMilliseconds;
        foreach (var view in State.Views)
        {
            view.Passivate(before, State.WatermarkMs);
        }

        Show(null);
    }

    private async Task StopFencedAsync()
    {
        var found = await _context.Store.ReadPointerAsync(_shard, Stopping);
        Log.Fenced(_context.Logger, _shard, found.Epoch);
        _phase = "fenced";
        _context.Board.ForgetFailure(_shard.Shard);
        Show($"{EngineOptions.NodeOf(found.Owner)} owns the shard with epoch {found.Epoch}");
        Context.Stop(Self);
    }

    private void Show(string? waiting)
    {
        if (Stopping.IsCancellationRequested)
        {
            return;
        }

        var panes = _state?.Views.SelectMany(view => view.Panes).ToList() ?? [];
        var segments = panes.SelectMany(pane => pane.Frozen).ToList();
        var failure = _context.Board.FailureOf(_shard.Shard);
        var passivated = segments.Where(segment => segment.Table is null).Sum(segment => (long)segment.Groups);
        var resident = segments.Where(segment => segment.Table is not null).Sum(segment => (long)segment.Groups) + panes.Sum(pane => (long)pane.Live.Groups);
        var status = new ShardStatus(
            _shard.Pipeline,
            _shard.Shard,
            _context.Options.NodeId,
            _lease?.Pointer.Epoch ?? 0,
            failure is null ? _phase : "stalled",
            waiting ?? _flusher?.Trouble ?? failure ?? HowFar(),
            _state?.NextOffset ?? 0,
            0,
            resident,
            passivated,
            panes.Count,
            _state is null || _state.WatermarkMs == long.MinValue ? null : _state.WatermarkMs,
            _state?.Counters.Rows ?? 0,
            _lastCheckpoint)
        {
            RecoveredInSeconds = _recoveredIn?.TotalSeconds,
        };
        _context.Board.Show(_shard.Shard, new ShardReport(status, _state?.Counters.Copy() ?? new ShardCounters(), PartitionState.SumThrough(_state is null ? [] : _state.Partitions)));
    }
}
