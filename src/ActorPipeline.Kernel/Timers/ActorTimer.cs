namespace ActorPipeline.Kernel;

/// <summary>One timer, once started. It is its own generation: a tick counts only while the scheduler holds this very object.</summary>
internal sealed class ActorTimer(ActorCell cell, object key, object message, bool isPeriodic) : IDisposable
{
    private ITimer? _timer;
    private int _isPending;

    public object Key => key;

    public object Message => message;

    public bool IsPeriodic => isPeriodic;

    public void Start(TimeSpan due, TimeSpan period) =>
        _timer = cell.System.TimeProvider.CreateTimer(static state => ((ActorTimer)state!).Tick(), this, due, period);

    /// <summary>Lets the next tick through; until then ticks are merged, so that a slow actor holds one per timer at most.</summary>
    public void Rearm() => Volatile.Write(ref _isPending, 0);

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isPending, 1) == 0)
            cell.SendSystem(this);
    }
}
