namespace ActorPipeline.Kernel;

/// <summary>What a supervisor knows of one child. Used only in the supervisor's turn.</summary>
internal sealed class ChildRecord(ActorCell cell)
{
    private ITimer? _restartTimer;
    private long? _windowStart;
    private long? _lastRestart;
    private int _retries;
    private int _attempt;

    public ActorCell Cell { get; } = cell;

    public bool IsStopping { get; private set; }

    public void Stop()
    {
        IsStopping = true;
        ForgetRestart();
        Cell.SendSystem(new Terminate());
    }

    public void Restart(Exception cause, TimeProvider time)
    {
        ForgetRestart();
        _lastRestart = time.GetTimestamp();
        Cell.SendSystem(new Recreate(cause));
    }

    public void RestartAfter(TimeSpan delay, Exception cause, ActorCell supervisor)
    {
        ForgetRestart();
        _restartTimer = supervisor.System.TimeProvider.CreateTimer(
            _ => supervisor.SendSystem(new RestartDue(Cell, cause)), null, delay, Timeout.InfiniteTimeSpan);
    }

    public void ForgetRestart()
    {
        _restartTimer?.Dispose();
        _restartTimer = null;
    }

    /// <summary>Counts a failure against the strategy's limit.</summary>
    public bool MayRestart(SupervisorStrategy strategy, TimeProvider time)
    {
        if (strategy.Backoff is { } backoff && _lastRestart is { } last && time.GetElapsedTime(last) >= backoff.ResetAfter)
            _attempt = _retries = 0;
        if (strategy.MaxNumberOfRetries < 0)
            return true;
        if (strategy.WithinTimeRange is { } window && (_windowStart is not { } start || time.GetElapsedTime(start) > window))
        {
            _windowStart = time.GetTimestamp();
            _retries = 0;
        }

        return ++_retries <= strategy.MaxNumberOfRetries;
    }

    public TimeSpan NextDelay(BackoffPolicy backoff, Func<double> random) => backoff.Delay(_attempt++, random());
}
