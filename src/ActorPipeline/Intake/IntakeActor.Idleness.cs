using ActorPipeline.Cluster;
using ActorPipeline.Log;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;

namespace ActorPipeline.Intake;

/// <content>Telling the shards when the partition is idle, and waking the others when it no longer is.</content>
internal sealed partial class IntakeActor
{
    // Whoever serves a partition answers at once, but for what it still has to write. The events that were read wait so long at the most.
    private static readonly TimeSpan WakeWithin = TimeSpan.FromSeconds(5);

    private bool _isIdle;
    private bool _hasWokenOthers;
    private long _toldWatermarkMs = long.MinValue;
    private long _lastRecordAt;
    private long _lastMarkedAt;
    private Task<bool> _lastSent = Task.FromResult(true);

    private TimeSpan RepeatIdleAfter => 6 * _context.Pipeline.Source.IdleAfter;

    private async Task MoveWatermarkAsync(long watermarkMs, bool isIdle)
    {
        if (!await TryMoveWatermarkAsync(watermarkMs, isIdle))
        {
            throw new NotReadyException();
        }
    }

    private async Task<bool> TryMoveWatermarkAsync(long watermarkMs, bool isIdle)
    {
        EndBatch();
        _isIdle = isIdle;
        _toldWatermarkMs = Math.Max(_toldWatermarkMs, watermarkMs);
        _lastMarkedAt = _context.Time.GetTimestamp();
        _lastSent = _sender.Send(_run, _toldWatermarkMs, isIdle);
        var isTold = await _lastSent;
        Show(null);
        return isTold;
    }

    // The events of a burst come over all partitions at once: whichever is read first must not close windows before the others have been looked at.
    // A new run cannot know for how long nobody has read this partition.
    private async Task WakeOthersUnlessBusyAsync()
    {
        if (_isIdle || !_hasWokenOthers)
        {
            var others = Enumerable.Range(0, _context.Source.Partitions).Where(partition => partition != _source.Partition);
            foreach (var awake in others.Select(WakeAsync).ToList())
            {
                await awake;
            }

            _hasWokenOthers = true;
        }
    }

    private async Task WakeAsync(int partition)
    {
        using var patience = new CancellationTokenSource(WakeWithin, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Stopping);
        try
        {
            await AskToWakeAsync(partition, either.Token);
        }
        catch (OperationCanceledException) when (!Stopping.IsCancellationRequested)
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
                await _router.AskAsync<Done>(PlacedRole.Intake, partition, new WakeUp(), cancellationToken);
                return;
            }
            catch (Exception failure) when (failure is PeerFailedException or EventLogException)
            {
                // It starts anew, and is asked again then.
                await Task.Delay(_context.Options.Backoff.Shortest, _context.Time, cancellationToken);
            }
        }
    }

    // Nobody reads the partition now. Its events may wait in the source: it holds the watermark back until its next owner has read them, or found it idle.
    private async Task WakeForItsOwnerAsync(int partition)
    {
        var source = _source with { Partition = partition };
        var range = await _context.Log.RangeAsync(source, Stopping);
        await _sender.WakeAsync(partition, (await CommittedAsync(source, Stopping))?.NextOffset ?? range.Start);
    }

    private async Task WakeUpAsync()
    {
        _lastRecordAt = _context.Time.GetTimestamp();
        if (_isIdle)
        {
            await MoveWatermarkAsync(_toldWatermarkMs, isIdle: false);
        }
        else if (!await _lastSent)
        {
            // What says that it is not idle is not durable, and now never may be.
            throw new NotReadyException();
        }
    }

    // Idle is a matter of the node's clock, so it is decided here and written into the log, where every shard reads the same.
    private async Task LookForIdlenessAsync()
    {
        _sender.Commit();
        var waited = _context.Time.GetElapsedTime(_lastRecordAt);
        if (_isDraining || !_isReading || _sender.UnderWay > 0 || waited < _context.Pipeline.Source.IdleAfter || _run.BatchRecords > 0 || HasNothingToSay())
        {
            return;
        }

        var position = _run.Position;
        var range = await _context.Log.RangeAsync(_source, Stopping);
        if (range.End == position.NextOffset && _run.Position == position && _isReading && !_isDraining)
        {
            // Never further than closes everything: a long pause of the process must not make what comes then late.
            var hasEvents = position.LargestTimeMs != long.MinValue;
            await MoveWatermarkAsync(hasEvents ? Math.Min(_run.WatermarkMs + (long)waited.TotalMilliseconds, LastNeededMs) : long.MinValue, isIdle: true);
        }
    }

    private long LastNeededMs => _run.LastWindowEndMs + (long)_context.Pipeline.Source.AllowedLateness.TotalMilliseconds;

    // What an owner before this one still had under way may have told the shards otherwise since: then the partition would hold the watermark back for ever.
    private bool HasNothingToSay() => HasNothingToClose() && (_context.Peers is NoPeers || _context.Time.GetElapsedTime(_lastMarkedAt) < RepeatIdleAfter);

    private bool HasNothingToClose() => _isIdle && (_run.LastWindowEndMs == long.MinValue || _toldWatermarkMs >= LastNeededMs);
}
