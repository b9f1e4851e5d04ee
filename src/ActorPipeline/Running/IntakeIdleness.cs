using ActorPipeline.Asking;
using ActorPipeline.Intake;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Knows whether a run's partition is idle, and what the shards have been told of it; wakes the other partitions when it no longer is.</summary>
/// <remarks>Idle is a matter of the node's clock, so it is decided here and written into the log, where every shard reads the same.</remarks>
internal sealed class IntakeIdleness
{
    // The owner of a partition answers at once, except for what it still has to write. The events that were read wait at most this long.
    private static readonly TimeSpan WakeWithin = TimeSpan.FromSeconds(5);

    private readonly PipelineContext _context;
    private readonly IntakeCommits _commits;
    private readonly IntakeState _state;
    private readonly BatchSender _sender;
    private readonly RunScope _scope;
    private readonly TopicPartition _source;
    private bool _hasWokenOthers;
    private long _lastRecordAt;
    private long _lastMarkedAt;

    /// <summary>Begins with a run: the partition does not count as idle.</summary>
    public IntakeIdleness(PipelineContext context, IntakeCommits commits, IntakeState state, BatchSender sender, RunScope scope)
    {
        _context = context;
        _commits = commits;
        _state = state;
        _sender = sender;
        _scope = scope;
        _source = new TopicPartition(context.Source.Name, state.Partition);
        _lastRecordAt = context.Time.GetTimestamp();
    }

    /// <summary>Whether the shards have been told that the partition does not hold the watermark back.</summary>
    public bool IsIdle { get; private set; }

    public long ToldWatermarkMs { get; private set; } = long.MinValue;

    /// <summary>True once what was sent last is durable; false when it may never be.</summary>
    public Task<bool> LastSent { get; private set; } = Task.FromResult(true);

    public bool IsReading { get; set; }

    private TimeSpan RepeatIdleAfter => 6 * _context.Pipeline.Source.IdleAfter;

    private long LastNeededMs => _state.LastWindowEndMs + (long)_context.Pipeline.Source.AllowedLateness.TotalMilliseconds;

    private bool HasNothingToClose => IsIdle && (_state.LastWindowEndMs == long.MinValue || ToldWatermarkMs >= LastNeededMs);

    // What an owner before this one still had under way may have told the shards otherwise since: then the partition would hold the watermark back for ever.
    private bool HasNothingToSay => HasNothingToClose && (_context.Partitions.IsAlone || _context.Time.GetElapsedTime(_lastMarkedAt) < RepeatIdleAfter);

    /// <summary>A record has come, or is about to.</summary>
    public void NoteRecord() => _lastRecordAt = _context.Time.GetTimestamp();

    public void NoteBatch(Task<bool> sent)
    {
        IsIdle = false;
        ToldWatermarkMs = Math.Max(ToldWatermarkMs, _state.WatermarkMs);
        LastSent = sent;
    }

    /// <summary>Sends a marker: moves the watermark on without events.</summary>
    /// <returns>Whether it is durable.</returns>
    public Task<bool> NoteMarker(long watermarkMs, bool isIdle)
    {
        IsIdle = isIdle;
        ToldWatermarkMs = Math.Max(ToldWatermarkMs, watermarkMs);
        _lastMarkedAt = _context.Time.GetTimestamp();
        return LastSent = _sender.Send(ToldWatermarkMs, isIdle);
    }

    /// <summary>Finds out whether the partition is idle and there is something to tell the shards about it.</summary>
    /// <returns>The watermark to tell them, or null.</returns>
    public async Task<long?> FindAsync()
    {
        var waited = _context.Time.GetElapsedTime(_lastRecordAt);
        if (!IsWaiting || _sender.UnderWay > 0 || waited < _context.Pipeline.Source.IdleAfter || _state.BatchRecords > 0 || HasNothingToSay)
        {
            return null;
        }

        var position = _state.Position;
        var range = await _context.Log.RangeAsync(_source, _scope.Ending);
        if (range.End != position.NextOffset || _state.Position != position || !IsWaiting)
        {
            return null;
        }

        // Never further than closes everything: a long pause of the process must not make what comes then late.
        var hasEvents = position.LargestTimeMs != long.MinValue;
        return hasEvents ? Math.Min(_state.WatermarkMs + (long)waited.TotalMilliseconds, LastNeededMs) : long.MinValue;
    }

    /// <summary>Wakes the other partitions, unless this one has been busy: the events of a burst come over all partitions at once, and whichever is read first
    /// must not close windows before the others have been looked at.</summary>
    public async Task WakeOthersUnlessBusyAsync()
    {
        // A new run cannot know for how long nobody has read this partition.
        if (IsIdle || !_hasWokenOthers)
        {
            var others = Enumerable.Range(0, _context.Source.Partitions).Where(partition => partition != _source.Partition);
            foreach (var awake in others.Select(WakeAsync).ToList())
            {
                await awake;
            }

            _hasWokenOthers = true;
        }
    }

    private bool IsWaiting => IsReading && !_scope.IsHandingOver;

    private async Task WakeAsync(int partition)
    {
        using var patience = new CancellationTokenSource(WakeWithin, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _scope.HandingOver);
        try
        {
            await AskToWakeAsync(partition, either.Token);
        }
        catch (OperationCanceledException) when (!_scope.IsHandingOver)
        {
            await WakeForItsOwnerAsync(partition);
        }
    }

    private async Task AskToWakeAsync(int partition, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _context.Partitions.AskAsync<Done>(new PlacedPartition(_context.Pipeline.Name, PlacedRole.Intake, partition), new WakeUp(), cancellationToken);
                return;
            }
            catch (Exception failure) when (failure is PartitionFailedException or EventLogException)
            {
                // It starts again, and is asked again then.
                await Task.Delay(_context.Options.Backoff.Shortest, _context.Time, cancellationToken);
            }
        }
    }

    // Nobody reads the partition now. Its events may wait in the source: it holds the watermark back until its next owner has read them, or found it idle.
    private async Task WakeForItsOwnerAsync(int partition) =>
        await _sender.WakeAsync(partition, await _commits.NextOffsetAsync(_source with { Partition = partition }, _scope.HandingOver));
}
