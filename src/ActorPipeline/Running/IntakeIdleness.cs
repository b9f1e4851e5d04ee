using ActorPipeline.Asking;
using ActorPipeline.Intake;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Knows whether a run's partition is idle, and what the shards have been told of it; wakes the other partitions when it no longer is.</summary>
/// <remarks>Idle is a matter of the node's clock, so it is decided here and written into the log, where every shard reads the same.</remarks>
internal sealed class IntakeIdleness(PipelineContext context, IntakeCommits commits, IntakeState state, BatchSender sender, RunScope scope)
{
    // The owner of a partition answers at once, except for what it still has to write. The events that were read wait at most this long.
    private static readonly TimeSpan WakeWithin = TimeSpan.FromSeconds(5);

    private readonly TopicPartition _source = new(context.Source.Name, state.Partition);
    private bool _hasWokenOthers;
    private long _lastRecordAt = context.Time.GetTimestamp();
    private long _lastMarkedAt;

    /// <summary>Whether the shards have been told that the partition does not hold the watermark back: not so when a run begins.</summary>
    public bool IsIdle { get; private set; }

    public long ToldWatermarkMs { get; private set; } = long.MinValue;

    /// <summary>True once what was sent last is durable; false when it may never be.</summary>
    public Task<bool> LastSent { get; private set; } = Task.FromResult(true);

    public bool IsReading { get; set; }

    private TimeSpan RepeatIdleAfter => 6 * context.Pipeline.Source.IdleAfter;

    private long LastNeededMs => state.LastConfirmedWindowEndMs + (long)context.Pipeline.Source.AllowedLateness.TotalMilliseconds;

    private bool HasNothingToClose => IsIdle && (state.LastConfirmedWindowEndMs == long.MinValue || ToldWatermarkMs >= LastNeededMs);

    // What an owner before this one still had under way may have told the shards otherwise since: then the partition would hold the watermark back for ever.
    private bool HasNothingToSay => HasNothingToClose && (context.Partitions.IsAlone || context.Time.GetElapsedTime(_lastMarkedAt) < RepeatIdleAfter);

    /// <summary>A record has come, or is about to.</summary>
    public void NoteRecord() => _lastRecordAt = context.Time.GetTimestamp();

    public void NoteBatch(Task<bool> sent)
    {
        IsIdle = false;
        ToldWatermarkMs = Math.Max(ToldWatermarkMs, state.CertainWatermarkMs);
        LastSent = sent;
    }

    /// <summary>Sends a marker, which moves the watermark on without events. Returns whether it is durable.</summary>
    public Task<bool> NoteMarker(long watermarkMs, bool isIdle)
    {
        IsIdle = isIdle;
        ToldWatermarkMs = Math.Max(ToldWatermarkMs, watermarkMs);
        _lastMarkedAt = context.Time.GetTimestamp();
        return LastSent = sender.Send(ToldWatermarkMs, isIdle);
    }

    /// <summary>The watermark to tell the shards when the partition is idle; null when it is not, or they know.</summary>
    public async Task<long?> FindAsync()
    {
        var waited = context.Time.GetElapsedTime(_lastRecordAt);
        if (!IsWaiting || sender.UnderWay > 0 || waited < context.Pipeline.Source.IdleAfter || state.BatchRecords > 0 || HasNothingToSay)
        {
            return null;
        }

        var position = state.Position;
        var range = await context.Log.RangeAsync(_source, scope.Ending);
        if (range.End != position.NextOffset || state.Position != position || !IsWaiting)
        {
            return null;
        }

        // Never further than closes everything: a long pause of the process must not make what comes then late.
        var hasEvents = position.Clock.TimeMs != long.MinValue;
        return hasEvents ? Math.Min(state.WatermarkMs + (long)waited.TotalMilliseconds, LastNeededMs) : long.MinValue;
    }

    /// <summary>Wakes the other partitions, unless this one has been busy: the events of a burst come over all partitions at once, and whichever is read first
    /// must not close windows before the others have been looked at.</summary>
    public async Task WakeOthersUnlessBusyAsync()
    {
        // A new run cannot know for how long nobody has read this partition.
        if (IsIdle || !_hasWokenOthers)
        {
            var others = Enumerable.Range(0, context.Source.Partitions).Where(partition => partition != _source.Partition);
            foreach (var awake in others.Select(WakeAsync).ToList())
            {
                await awake;
            }

            _hasWokenOthers = true;
        }
    }

    private bool IsWaiting => IsReading && !scope.IsHandingOver;

    private async Task WakeAsync(int partition)
    {
        using var patience = new CancellationTokenSource(WakeWithin, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, scope.HandingOver);
        try
        {
            await AskToWakeAsync(partition, either.Token);
        }
        catch (OperationCanceledException) when (!scope.IsHandingOver)
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
                var placed = new PlacedPartition(context.Pipeline.Name, PlacedRole.Intake, partition);
                await context.Partitions.AskAsync<Done>(placed, new WakeUp(), cancellationToken);
                return;
            }
            catch (Exception failure) when (failure is PartitionFailedException or EventLogException)
            {
                // It starts again, and is asked again then.
                await Task.Delay(context.Options.Backoff.Shortest, context.Time, cancellationToken);
            }
        }
    }

    // Nobody reads the partition now. Its events may wait in the source: it holds the watermark back until its next owner has read them, or found it idle.
    private async Task WakeForItsOwnerAsync(int partition) =>
        await sender.WakeAsync(partition, await commits.NextOffsetAsync(_source with { Partition = partition }, scope.HandingOver));
}
