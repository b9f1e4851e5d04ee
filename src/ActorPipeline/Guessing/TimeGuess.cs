using System.Globalization;
using System.Text;
using ActorPipeline.Decoding.Time;

namespace ActorPipeline.Guessing;

/// <summary>Finds the pattern in which times are written.</summary>
internal static class TimeGuess
{
    // Numbers outside 2000 to 2100 are counts, codes and ids rather than times.
    private const long Earliest = 946_684_800_000;
    private const long Latest = 4_102_444_800_000;

    // Where day and month could be either, the day comes first: most of the world writes it so.
    private static readonly string[] Patterns =
    [
        "auto", "apache",
        "yyyy/MM/dd HH:mm:ss", "dd/MM/yyyy HH:mm:ss", "MM/dd/yyyy HH:mm:ss", "dd.MM.yyyy HH:mm:ss", "dd-MM-yyyy HH:mm:ss",
        "dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm", "dd.MM.yyyy HH:mm", "MM/dd/yyyy hh:mm:ss a", "dd/MMM/yyyy:HH:mm:ss", "dd MMM yyyy HH:mm:ss",
        "EEE MMM dd HH:mm:ss yyyy", "EEE MMM dd HH:mm:ss Z yyyy", "EEE, dd MMM yyyy HH:mm:ss Z", "yyyyMMddHHmmss",
    ];

    /// <summary>The pattern that reads all values; null when none does.</summary>
    public static string? PatternOf(IReadOnlyList<string> values)
    {
        var texts = values.Select(Encoding.UTF8.GetBytes).ToList();
        return texts.Count == 0 ? null : Patterns.FirstOrDefault(pattern =>
        {
            var compiled = TimePattern.Compile(pattern, "UTC");
            return texts.TrueForAll(text => compiled.TryParse(text, out var time) && time is >= Earliest and < Latest);
        });
    }

    /// <summary>Whether all values are dates without a time of day, as in 2024-03-06.</summary>
    public static bool AreDates(IReadOnlyList<string> values) =>
        values.Count > 0 && values.All(value => value.Length == 10 && DateOnly.TryParseExact(value, "yyyy-MM-dd", out _));

    /// <summary>Whether all values are times of day, as in 09:15:01.</summary>
    public static bool AreClocks(IReadOnlyList<string> values) =>
        values.Count > 0 && values.All(value => value is [_, _, ':', _, _, ..] && TimeOnly.TryParse(value, CultureInfo.InvariantCulture, out _));
}
