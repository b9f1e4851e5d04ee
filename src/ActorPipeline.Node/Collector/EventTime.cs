using System.Globalization;
using ActorPipeline.Decoding.Time;
using ActorPipeline.Definitions;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes event times as a source reads them.</summary>
internal static class EventTime
{
    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string Apache = "dd/MMM/yyyy:HH:mm:ss +0000";

    /// <summary>What stands at a path for a time; null where it is none of the time's.</summary>
    public static string? ValueAt(string path, DateTimeOffset time, TimeDefinition definition)
    {
        if (path != definition.Path && path != definition.ClockPath)
        {
            return null;
        }

        var text = Format(time, definition);
        if (definition.ClockPath is null)
        {
            return text;
        }

        // Read together they are the same text, whichever space parts them.
        var part = definition.Pattern is "iso" or "auto" ? text.IndexOf('T', StringComparison.Ordinal) : text.LastIndexOf(' ');
        return path == definition.Path ? text[..Math.Max(part, 0)] : text[(part + 1)..];
    }

    public static string Format(DateTimeOffset time, TimeDefinition definition)
    {
        var utc = time.ToUniversalTime();
        return definition.Pattern switch
        {
            "unix" => utc.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "unix-ms" => utc.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            "iso" or "auto" => utc.ToString(Iso, CultureInfo.InvariantCulture),
            "apache" => utc.ToString(Apache, CultureInfo.InvariantCulture),
            var pattern => TimeZoneInfo.ConvertTime(time, TimeZones.Find(definition.Zone))
                .ToString(DotNet(pattern), CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The same pattern in .NET's letters, which differ for fractions, days of the week, halves of the day and offsets.</summary>
    private static string DotNet(string pattern)
    {
        var quoted = false;
        return string.Concat(pattern.Select(letter =>
        {
            quoted ^= letter == '\'';
            return quoted ? $"{letter}" : letter switch
            {
                'S' => "f",
                'E' => "d",
                'a' => "tt",
                'u' => "y",
                _ => $"{letter}",
            };
        })).Replace("XXX", "zzz", StringComparison.Ordinal);
    }
}
