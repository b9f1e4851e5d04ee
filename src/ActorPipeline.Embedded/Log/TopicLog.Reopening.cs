using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>A log that could not be written is closed, its writers are broken for good, and it is opened again after a while. Readers go on.</summary>
internal sealed partial class TopicLog
{
    private Task _reopening = Task.CompletedTask;
    private Exception? _failure;
    private int _generation;
    private int _failuresInARow;

    /// <summary>Counts up with every failure: writers of an earlier generation are broken.</summary>
    internal int Generation => Volatile.Read(ref _generation);

    /// <summary>The generation a new writer belongs to, once the log can be written.</summary>
    internal async ValueTask<int> WritableAsync(CancellationToken cancellationToken)
    {
        int generation;
        do
        {
            generation = Generation;
            await Volatile.Read(ref _reopening).WaitAsync(cancellationToken);
        }
        while (generation != Generation);
        return generation;
    }

    internal LogWriterFailedException Failure() =>
        new(Description.Name, manifest.Guard.Lost ?? _failure?.Message ?? "the topic is closed", _failure);

    private void Break(Exception reason)
    {
        WritingFailed(Description.Name, reason.Message);
        _failure = reason;
        var broken = _log!;
        _log = null;

        // In this order, so that who sees the new generation also sees that it must wait for the reopening.
        Volatile.Write(ref _reopening, Task.Run(() => ReopenAsync(broken)));
        Interlocked.Increment(ref _generation);
    }

    private async Task ReopenAsync(OpenLog broken)
    {
        broken.Dispose();

        // Files that were lost do not come back: what is in their place now is not what was acknowledged.
        while (!_closing.IsCancellationRequested && manifest.Guard.Lost is null)
        {
            await BackOffAsync();
            if (TryReopen())
            {
                return;
            }
        }
    }

    private bool TryReopen()
    {
        OpenLog? log = null;
        try
        {
            log = OpenFasterLog();
            if (log.CommittedUntil < DurableUntil)
            {
                throw new IOException($"it ends at {log.CommittedUntil} now, though it was durable up to {DurableUntil}");
            }

            // The commit that failed may have reached the disk after all: then its records are there, unacknowledged.
            IndexFrom(DurableUntil, log.CommittedUntil);
            _nextOffsets = [.. _partitions.Select(partition => partition.Range.End)];
            Volatile.Write(ref _log, log);
            Reopened(Description.Name);
            return true;
        }
        catch (Exception e)
        {
            log?.Dispose();
            ReopeningFailed(Description.Name, e.Message);
            return false;
        }
    }

    private async Task BackOffAsync()
    {
        var delay = TimeSpan.FromTicks(Math.Min(_options.ReopenAtMostAfter.Ticks, _options.ReopenAfter.Ticks << Math.Min(_failuresInARow++, 20)));
        await Task.Delay(delay, time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
