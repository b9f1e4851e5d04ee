using System.Diagnostics;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>Wall time during which at least one call is under way. Safe to use from any thread.</summary>
internal sealed class BusyClock
{
    private readonly Lock _gate = new();
    private int _open;
    private long _since;
    private TimeSpan _busy;

    /// <summary>Seconds so far, of calls that have ended.</summary>
    public double Seconds
    {
        get
        {
            lock (_gate)
            {
                return _busy.TotalSeconds;
            }
        }
    }

    /// <summary>Does a call.</summary>
    public async ValueTask MeasureAsync(ValueTask call)
    {
        Enter();
        try
        {
            await call;
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc cref="MeasureAsync(ValueTask)"/>
    public async ValueTask<T> MeasureAsync<T>(ValueTask<T> call)
    {
        Enter();
        try
        {
            return await call;
        }
        finally
        {
            Leave();
        }
    }

    private void Enter()
    {
        lock (_gate)
        {
            _since = _open++ == 0 ? Stopwatch.GetTimestamp() : _since;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _busy += --_open == 0 ? Stopwatch.GetElapsedTime(_since) : TimeSpan.Zero;
        }
    }
}
