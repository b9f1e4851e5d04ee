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

    /// <summary>The hour after it.</summary>
    public LakeHour Next => new(Number + 1);

    /// <summary>The hour that a time lies in.</summary>
    /// <param name="timeMs">Unix milliseconds. No event is older than 1970; a window that holds one may begin before.</param>
    public static LakeHour Of(long timeMs) => new((timeMs / Milliseconds) - (timeMs % Milliseconds < 0 ? 1 : 0));

    /// <summary>Reads an hour as <see cref="ToString"/> shows it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LakeHour Parse(string text) =>
        Of(DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds());

    /// <summary>As <c>2017-01-25T14</c>.</summary>
    public override string ToString() => DateTimeOffset.FromUnixTimeMilliseconds(StartMs).ToString(Format, CultureInfo.InvariantCulture);
}
