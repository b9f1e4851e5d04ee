using System.Globalization;

namespace ActorPipeline.EventLake;

/// <summary>An hour of event time in UTC: events of one hour lie in files of their own, in the folder of that hour.</summary>
/// <param name="Number">Whole hours since 1970.</param>
public readonly record struct LakeHour(long Number)
{
    private const long Milliseconds = 3_600_000;
    private const string Format = "yyyy-MM-dd'T'HH";

    /// <summary>When it begins, unix milliseconds.</summary>
    public long StartMs => Number * Milliseconds;

    /// <summary>The hour that a time lies in.</summary>
    /// <param name="timeMs">Unix milliseconds; no event is older than 1970.</param>
    public static LakeHour Of(long timeMs) => new(timeMs / Milliseconds);

    /// <summary>Reads an hour as <see cref="ToString"/> shows it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LakeHour Parse(string text) =>
        Of(DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds());

    /// <summary>As <c>2017-01-25T14</c>.</summary>
    public override string ToString() => DateTimeOffset.FromUnixTimeMilliseconds(StartMs).ToString(Format, CultureInfo.InvariantCulture);
}
