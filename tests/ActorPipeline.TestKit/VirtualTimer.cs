namespace ActorPipeline.TestKit;

/// <summary>A timer of a <see cref="VirtualTimeProvider"/>, whose lock guards it.</summary>
internal sealed class VirtualTimer(VirtualTimeProvider clock, TimerCallback callback, object? state) : ITimer, IComparable<VirtualTimer>
{
    public DateTimeOffset Due { get; set; }

    public TimeSpan Period { get; set; }

    public long Sequence { get; set; }

    public bool IsDisposed { get; set; }

    public void Fire()
    {
        if (!IsDisposed)
            callback(state);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        return clock.Set(this, dueTime, period);
    }

    public void Dispose() => clock.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    public int CompareTo(VirtualTimer? other)
    {
        if (other is null)
            return 1;
        var byDue = Due.CompareTo(other.Due);
        return byDue != 0 ? byDue : Sequence.CompareTo(other.Sequence);
    }
}
