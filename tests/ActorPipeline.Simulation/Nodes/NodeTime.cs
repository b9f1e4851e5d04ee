namespace ActorPipeline.Simulation.Nodes;

/// <summary>The simulation's clock as one node sees it: the timers of a node that is gone no longer fire.</summary>
/// <param name="clock">The clock.</param>
internal sealed class NodeTime(TimeProvider clock) : TimeProvider
{
    private readonly List<ITimer> _timers = [];

    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Ends all timers.</summary>
    public void Kill() => _timers.ForEach(timer => timer.Dispose());
}
