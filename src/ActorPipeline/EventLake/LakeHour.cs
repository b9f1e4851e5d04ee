namespace ActorPipeline.EventLake;

/// <summary>An hour of event time in UTC: events of one hour lie in files of their own, in the folder of that hour.</summary>
/// <param name="Number">Whole hours since 1970.</param>
public readonly record struct LakeHour(long Number)
{
    private const long Milliseconds = 3_600_000;

    /// <summary>When it begins, unix milliseconds.</summary>
    public long StartMs => Number * Milliseconds;

    /// <summary>The hour that a time lies in.</summary>
    /// <param name="timeMs">Unix milliseconds; no event is older than 1970.</param>
    public static LakeHour Of(long timeMs) => new(timeMs / Milliseconds);

    /// <summary>As <c>2017-01-25T14</c>.</summary>
    public override string ToString() =>
        DateTimeOffset.FromUnixTimeMilliseconds(StartMs).ToString("yyyy-MM-dd'T'HH", System.Globalization.CultureInfo.InvariantCulture);
}
