namespace ActorPipeline.Node.Memory;

/// <summary>Gives memory back that the process holds and no longer uses, as after a burst. The runtime collects only when something is allocated,
/// and keeps for the next burst what it once took.</summary>
/// <remarks>Memory in use, and as much again or <see cref="Spare"/> beside it, is left alone: a heap under load needs that room. More than that is given
/// back after it was seen <see cref="LooksBefore"/> times in a row. How much is in use is known from the last collection of everything; where there was
/// none for a while, it is asked for beside the work that goes on.</remarks>
internal sealed partial class MemoryKeeper : IDisposable
{
    /// <summary>How often it looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that are left beside those in use in any case.</summary>
    internal const long Spare = 64L << 20;

    /// <summary>Looks that must see too much.</summary>
    internal const int LooksBefore = 2;

    // As long a heap may go without being collected as a whole before it is asked what is in use.
    private const int LooksWithoutCollection = 4;

    // Less than that changes nothing.
    private const long Allocations = 1L << 20;

    private readonly IHeap _heap;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private HeapReading _atCollection;
    private int _looksWithout;
    private int _looksWithMuch;

    /// <param name="heap">The memory it keeps.</param>
    /// <param name="clock">The clock it looks by.</param>
    public MemoryKeeper(IHeap heap, TimeProvider clock, ILoggerFactory loggers)
    {
        (_heap, _log) = (heap, loggers.CreateLogger<MemoryKeeper>());
        _atCollection = heap.Read();
        _timer = clock.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = _heap.Read();
        if (now.Collections == _atCollection.Collections)
        {
            _looksWithout++;
        }
        else
        {
            (_atCollection, _looksWithout) = (now, 0);
        }

        _looksWithMuch = HoldsTooMuch(now) ? _looksWithMuch + 1 : 0;
        if (_looksWithMuch >= LooksBefore)
        {
            _looksWithMuch = 0;
            _heap.Compact();
            GaveBack(_log, (now.Committed - _heap.Read().Committed) >> 20, now.Committed >> 20);
        }
        else if (_looksWithout >= LooksWithoutCollection && now.Committed > Spare && now.Allocated - _atCollection.Allocated > Allocations)
        {
            _heap.Collect();
        }
    }

    private static bool HoldsTooMuch(HeapReading now) => now.Committed - now.Live > Math.Max(now.Live, Spare);

    [LoggerMessage(66, LogLevel.Debug, "{Megabytes} of {Held} MiB that the managed heap held and did not use were given back")]
    private static partial void GaveBack(ILogger log, long megabytes, long held);
}
