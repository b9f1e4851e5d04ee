namespace ActorPipeline.TestKit;

/// <summary>
/// A clock that stands still until it is advanced. Timers fire only inside <see cref="Advance"/>, on its thread, in the order they
/// are due, those due at once in the order they were set; while one fires the clock shows its due time. Thread-safe; two threads that
/// advance at once interleave.
/// </summary>
public sealed class VirtualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<VirtualTimer> _pending = [];
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _sequence;

    /// <summary>A clock that shows <paramref name="start"/>, or the beginning of 2017 when null.</summary>
    public VirtualTimeProvider(DateTimeOffset? start = null)
    {
        _start = _now = start ?? new DateTimeOffset(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer fires; null when none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return _pending.Min?.Due;
        }
    }

    /// <summary>How many timers are set.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on and fires what falls due, also what is set by what fires.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetUtcNow() + by;
        while (TakeDue(target) is { } timer)
            timer.Fire();
        lock (_gate)
            _now = target > _now ? target : _now;
    }

    /// <summary>Moves the clock to the next timer and fires it alone.</summary>
    /// <returns>False when no timer is set.</returns>
    public bool AdvanceToNextTimer()
    {
        var next = TakeDue(DateTimeOffset.MaxValue);
        next?.Fire();
        return next is not null;
    }

    internal bool Set(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.IsDisposed)
                return false;
            _pending.Remove(timer);
            timer.Period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Schedule(timer, _now + dueTime);
            return true;
        }
    }

    internal void Remove(VirtualTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _pending.Remove(timer);
        }
    }

    private VirtualTimer? TakeDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (_pending.Min is not { } timer || timer.Due > until)
                return null;
            _pending.Remove(timer);
            _now = timer.Due > _now ? timer.Due : _now;
            if (timer.Period > TimeSpan.Zero)
                Schedule(timer, timer.Due + timer.Period);
            return timer;
        }
    }

    private void Schedule(VirtualTimer timer, DateTimeOffset due)
    {
        timer.Due = due;
        timer.Sequence = ++_sequence;
        _pending.Add(timer);
    }
}
