using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Reading;

public sealed partial class HoconCursor
{
    private const string DurationExample = "a duration such as 500ms, 5s, 2 minutes or 1d";
    private const string SizeExample = "a size such as 512, 64k, 10MiB or 1GB";

    /// <summary>A duration within bounds, both included; a number without a unit is milliseconds, negative ones need a negative bound.</summary>
    /// <exception cref="ConfigurationException">It is missing, not a duration, or out of bounds.</exception>
    public TimeSpan GetDuration(string path, TimeSpan min = default, TimeSpan? max = null)
    {
        var expected = Bounded(DurationExample, min == default ? null : HoconUnits.Format(min), max is { } most ? HoconUnits.Format(most) : null);
        return Required(path, expected, text =>
            HoconUnits.TryParseDuration(text, out var value) && value >= min && value <= (max ?? TimeSpan.MaxValue) ? value : (TimeSpan?)null);
    }

    /// <summary>A size in bytes within bounds, both included; a number without a unit is bytes.</summary>
    /// <exception cref="ConfigurationException">It is missing, not a size, or out of bounds.</exception>
    public long GetSize(string path, long min = 0, long max = long.MaxValue)
    {
        var expected = Bounded(SizeExample, min == 0 ? null : $"{min} bytes", max == long.MaxValue ? null : $"{max} bytes");
        return Required(path, expected, text =>
            HoconUnits.TryParseSize(text, out var value) && value >= min && value <= max ? value : (long?)null);
    }

    private static string Bounded(string example, string? min, string? max) => (min, max) switch
    {
        (null, null) => example,
        (not null, null) => $"{example}, at least {min}",
        (null, not null) => $"{example}, at most {max}",
        _ => $"{example}, from {min} to {max}",
    };
}
