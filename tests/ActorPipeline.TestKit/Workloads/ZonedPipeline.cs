using System.Globalization;
using ActorPipeline.Definitions;

namespace ActorPipeline.TestKit.Workloads;

/// <summary>Makes a drawn pipeline one whose first view has windows of a zone, and its time one in which the zone's clock is set soon.</summary>
public static class ZonedPipeline
{
    // So long do windows of a drawn pipeline take, about.
    private const int ClockSecondsPerWindow = 15;

    // Days of 23 and 25 hours; hours that are skipped, come twice, and are half as long or half as long again; windows longer than what the clock is set by.
    private static readonly (string Zone, int Hours, string SetAt)[] Draws =
    [
        ("Europe/Berlin", 24, "2024-03-31T01:00Z"),
        ("Europe/Berlin", 24, "2024-10-27T01:00Z"),
        ("Europe/Berlin", 1, "2024-03-31T01:00Z"),
        ("Europe/Berlin", 1, "2024-10-27T01:00Z"),
        ("America/New_York", 24, "2025-03-09T07:00Z"),
        ("Europe/Berlin", 2, "2024-10-27T01:00Z"),
        ("Australia/Lord_Howe", 1, "2025-04-05T15:00Z"),
        ("Australia/Lord_Howe", 1, "2025-10-04T15:30Z"),
    ];

    /// <summary>Draws zone, length and time; all other times of the pipeline become as much longer as its windows.</summary>
    /// <param name="random">The source of randomness.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="clockMs">The clock at the beginning, unix milliseconds.</param>
    public static (PipelineDefinition Pipeline, EventTime Time) Draw(Random random, PipelineDefinition pipeline, long clockMs)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(pipeline);
        var (zone, hours, setAt) = Draws[random.Next(Draws.Length)];
        var length = (long)TimeSpan.FromHours(hours).TotalMilliseconds;
        var speed = hours * 3600 / ClockSecondsPerWindow;
        var begin = DateTimeOffset.Parse(setAt, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() - random.NextInt64(length / 2, 2 * length);
        var zoned = pipeline.Views[0] with { Window = new WindowDefinition(length, length, zone) };
        return (
            pipeline with { Source = Slower(pipeline.Source, speed), Views = [zoned, .. pipeline.Views.Skip(1).Select(view => Slower(view, speed))] },
            new EventTime(clockMs, begin, speed));
    }

    private static ViewDefinition Slower(ViewDefinition view, int speed) =>
        view with { Window = new WindowDefinition(view.Window.LengthMs * speed, view.Window.EveryMs * speed) };

    private static SourceDefinition Slower(SourceDefinition source, int speed) => source with
    {
        LateAfter = source.LateAfter * speed,
        AllowedLateness = source.AllowedLateness * speed,
        FutureLimit = source.FutureLimit * speed,
    };
}
