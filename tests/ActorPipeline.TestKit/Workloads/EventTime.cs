namespace ActorPipeline.TestKit.Workloads;

/// <summary>How event times follow from a clock: as it shows them, or so much faster that days pass in a minute.</summary>
/// <param name="ClockMs">A time on the clock, unix milliseconds.</param>
/// <param name="EventMs">The event time then.</param>
/// <param name="Speed">How many times faster it passes.</param>
public sealed record EventTime(long ClockMs, long EventMs, int Speed)
{
    /// <summary>As the clock shows them.</summary>
    public static EventTime OfClock { get; } = new(0, 0, 1);

    /// <summary>The event time at a time on the clock.</summary>
    public long Of(long clockMs) => EventMs + ((clockMs - ClockMs) * Speed);
}
