using System.Text;
using ActorPipeline.Log;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The load of one partition: a broker that is away stops no other partition, until the log gives up on it.</summary>
/// <param name="log">The log of the source topic.</param>
/// <param name="partition">The partition.</param>
/// <param name="eventsPerSecond">How many.</param>
/// <param name="visits">What is sent.</param>
internal sealed class PartitionLoad(IEventLog log, int partition, double eventsPerSecond, VisitGenerator visits)
{
    // Appends that wait for their acknowledgement; more would hide an outage in memory.
    private const int MaxInFlight = 8;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly List<(long First, long Count)> _acknowledged = [];
    private readonly List<Task> _inFlight = [];
    private ILogWriter? _writer;
    private LoadCounts _counts = new(0, 0, 0, 0);
    private volatile bool _isPaused;
    private volatile bool _isAtRest;

    /// <summary>Whether it is paused and nothing waits for an acknowledgement.</summary>
    public bool IsAtRest => _isAtRest;

    /// <summary>How much has been sent.</summary>
    public LoadCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    public void Pause() => _isPaused = true;

    public void Resume(long fromMs)
    {
        visits.Floor(fromMs);
        _isAtRest = false;
        _isPaused = false;
    }

    /// <summary>Acknowledged ranges of numbers.</summary>
    public IReadOnlyList<(int Partition, long First, long Count)> Acknowledged()
    {
        lock (_lock)
        {
            return [.. _acknowledged.Select(range => (partition, range.First, range.Count))];
        }
    }

    /// <summary>Sends until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(Tick, _clock);
        var last = _clock.GetTimestamp();
        var due = 0d;
        while (!stop.IsCancellationRequested)
        {
            await ticks.WaitForNextTickAsync(stop);
            var elapsed = _clock.GetElapsedTime(last);
            last = _clock.GetTimestamp();
            if (_isPaused)
            {
                await RestAsync(stop);
                continue;
            }

            // A tick that comes late is made up for, an outage is not: it counts as a second in which nothing was taken.
            var counted = elapsed < LongestTick ? elapsed : LongestTick;
            due = Math.Min(due + (counted.TotalSeconds * eventsPerSecond), eventsPerSecond);
            Busy(counted);
            await ForRoomAsync(stop);
            if (due >= 1)
            {
                await SendAsync((int)due, stop);
                due -= Math.Floor(due);
            }
        }
    }

    private async Task RestAsync(CancellationToken stop)
    {
        await Task.WhenAll(_inFlight).WaitAsync(stop);
        _inFlight.Clear();
        _isAtRest = _isPaused;
    }

    private async Task ForRoomAsync(CancellationToken stop)
    {
        _inFlight.RemoveAll(append => append.IsCompletedSuccessfully);
        while (_inFlight.Count >= MaxInFlight)
        {
            var done = await Task.WhenAny(_inFlight).WaitAsync(stop);
            _inFlight.Remove(done);
            await done;
        }
    }

    private async Task SendAsync(int count, CancellationToken stop)
    {
        var writer = _writer ??= await OpenAsync(stop);
        var nowMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = Enumerable.Range(0, count).Select(_ => visits.Next(nowMs)).ToList();
        NewRecord[] records = [.. batch.Select(visit => new NewRecord(Encoding.UTF8.GetBytes(visit.ToString()), nowMs))];
        _inFlight.Add(AppendAsync(writer, batch[0].Number, records, stop));
    }

    private async Task AppendAsync(ILogWriter writer, long first, NewRecord[] records, CancellationToken stop)
    {
        try
        {
            await writer.AppendAsync(partition, records, stop);
            Acknowledge(first, records.Length);
        }
        catch (LogWriterFailedException)
        {
            await GiveUpAsync(writer, records.Length);
        }
    }

    private void Acknowledge(long first, long count)
    {
        lock (_lock)
        {
            _counts = _counts with { Acknowledged = _counts.Acknowledged + count };
            if (_acknowledged.Count > 0 && _acknowledged[^1] is var last && last.First + last.Count == first)
            {
                _acknowledged[^1] = (last.First, last.Count + count);
            }
            else
            {
                _acknowledged.Add((first, count));
            }
        }
    }

    // What was under way may be in the topic or not; whoever repeated it could double it, so new events are sent instead.
    private async ValueTask GiveUpAsync(ILogWriter writer, int count)
    {
        var isFirst = Interlocked.CompareExchange(ref _writer, null, writer) == writer;
        lock (_lock)
        {
            _counts = _counts with { Unknown = _counts.Unknown + count, BrokenWriters = _counts.BrokenWriters + (isFirst ? 1 : 0) };
        }

        if (isFirst)
        {
            await writer.DisposeAsync();
        }
    }

    private async Task<ILogWriter> OpenAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await log.OpenWriterAsync(Visits.Pipeline, stop);
            }
            catch (EventLogException)
            {
                await Task.Delay(AfterFailure, _clock, stop);
            }
        }
    }

    private void Busy(TimeSpan elapsed)
    {
        lock (_lock)
        {
            _counts = _counts with { BusySeconds = _counts.BusySeconds + elapsed.TotalSeconds };
        }
    }
}
