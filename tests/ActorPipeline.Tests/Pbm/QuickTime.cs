namespace ActorPipeline.Tests.Pbm;

/// <summary>A clock on which short waits are over at once, and which moves on by as much; long ones (time limits) end when it has come so far.</summary>
/// <param name="stands">Whether the clock stands still instead: what waits in a loop for the outside world would drive it past every limit.</param>
internal sealed class QuickTime(bool stands) : TimeProvider
{
    // The longest the tool waits between two attempts.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<QuickTimer> _limits = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + GetElapsedTime(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new QuickTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Schedule(QuickTimer timer, TimeSpan dueTime)
    {
        List<QuickTimer> due;
        lock (_gate)
        {
            _limits.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            timer.Due = _now + (stands && dueTime <= Short ? TimeSpan.Zero : dueTime);
            _limits.Add(timer);
            _now += dueTime <= Short && !stands ? dueTime : TimeSpan.Zero;
            due = [.. _limits.Where(limit => limit.Due <= _now)];
            _limits.RemoveAll(due.Contains);
        }

        due.ForEach(limit => ThreadPool.QueueUserWorkItem(_ => limit.Fire()));
    }

    private void Forget(QuickTimer timer)
    {
        lock (_gate)
        {
            _limits.Remove(timer);
        }
    }

    private sealed class QuickTimer(QuickTime owner, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Schedule(this, dueTime);
            return true;
        }

        public void Dispose() => owner.Forget(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
