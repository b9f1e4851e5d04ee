using System.Globalization;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;

namespace ActorPipeline.Running;

/// <summary>Reports how far one run over a shard has come with recovering, with replaying its log, and after that. Used on the run's scheduler only.</summary>
/// <param name="since">Since when the shard waits to be served, as a timestamp of the clock.</param>
internal sealed class ShardReporter(PipelineContext context, ShardId shard, long since)
{
    // Groups are counted over all panes and segments: too much for every read of the log. A shard that has come to rest shows what it had a second
    // before until its next checkpoint.
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(1);

    private string _phase = "recovering";
    private ShardOwnership? _ownership;
    private ShardState? _state;
    private RowFlusher? _flusher;
    private ShardCheckpoints? _checkpoints;
    private long _replayFrom;
    private long _replayTo;
    private TimeSpan? _recoveredIn;
    private (long Resident, long Passivated, int Panes) _groups;
    private long? _countedAt;
    private bool _hasEnded;

    public void Owns(ShardOwnership ownership) => _ownership = ownership;

    /// <summary>The run has its state, and what its log holds beyond that is to be applied again.</summary>
    public void BeginReplay(ShardState state, RowFlusher flusher, ShardCheckpoints checkpoints, long end)
    {
        (_state, _flusher, _checkpoints) = (state, flusher, checkpoints);
        (_replayFrom, _replayTo) = (state.NextOffset, end);
        flusher.TroubleChanged = () => Report();
        checkpoints.Changed = () => Report();
        NoteHowFar();
    }

    /// <summary>More of the log has been applied: what failed before works again.</summary>
    public void Advanced()
    {
        context.Board.ForgetFailure(shard.Shard);
        NoteHowFar();
    }

    public void Fail(string reason)
    {
        context.Board.NoteFailure(shard.Shard, reason);
        Report();
        _hasEnded = true;
    }

    public void Fenced(ShardPointer found)
    {
        _phase = "fenced";
        context.Board.ForgetFailure(shard.Shard);
        Report($"{EngineOptions.NodeOf(found.Owner)} owns the shard with epoch {found.Epoch}");
        _hasEnded = true;
    }

    /// <summary>Segments were passivated.</summary>
    public void Passivated()
    {
        _countedAt = null;
        Report();
    }

    public void Report(string? waiting = null)
    {
        if (_hasEnded)
        {
            return;
        }

        CountGroups();
        var failure = context.Board.FailureOf(shard.Shard);
        var status = new ShardStatus(
            shard.Pipeline,
            shard.Shard,
            context.Options.NodeId,
            _ownership?.Pointer.Epoch ?? 0,
            failure is null ? _phase : "stalled",
            waiting ?? _checkpoints?.Trouble ?? _flusher?.Trouble ?? failure ?? HowFar(),
            _state?.NextOffset ?? 0,
            0,
            _groups.Resident,
            _groups.Passivated,
            _groups.Panes,
            _state is null || _state.WatermarkMs == long.MinValue ? null : _state.WatermarkMs,
            _state?.Counters.Rows ?? 0,
            _checkpoints?.Last)
        {
            RecoveredInSeconds = _recoveredIn?.TotalSeconds,
        };
        var through = PartitionState.SumThrough(_state is null ? [] : _state.Partitions);
        context.Board.Show(shard.Shard, new ShardReport(status, _state?.Counters.Copy() ?? new ShardCounters(), through));
    }

    private void CountGroups()
    {
        if (_state is null || (_countedAt is { } at && context.Time.GetElapsedTime(at) < CountEvery))
        {
            return;
        }

        _countedAt = context.Time.GetTimestamp();
        var panes = _state.Views.SelectMany(view => view.Panes).ToList();
        var segments = panes.SelectMany(pane => pane.Frozen).ToList();
        var passivated = segments.Where(segment => segment.Table is null).Sum(segment => (long)segment.Groups);
        var resident = segments.Sum(segment => (long)segment.Groups) - passivated + panes.Sum(pane => (long)pane.Live.Groups);
        _groups = (resident, passivated, panes.Count);
    }

    private void NoteHowFar()
    {
        if (_recoveredIn is null && _state!.NextOffset >= _replayTo)
        {
            _recoveredIn = context.Time.GetElapsedTime(since);
            _phase = "running";
            ShardInstruments.Recovered(shard.Pipeline, _recoveredIn.Value);
        }

        Report();
    }

    private string? HowFar() => _recoveredIn is null && _replayTo > _replayFrom
        ? string.Create(CultureInfo.InvariantCulture, $"replaying {_state!.NextOffset - _replayFrom:N0} of {_replayTo - _replayFrom:N0} records")
        : null;
}
