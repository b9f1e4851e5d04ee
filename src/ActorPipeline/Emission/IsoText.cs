using System.Globalization;

namespace ActorPipeline.Emission;

/// <summary>Times as rows and documents show them: ISO 8601 in UTC, with milliseconds only where they are not zero.</summary>
internal static class IsoText
{
    public static string Of(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs)
        .ToString(unixMs % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string? OrNull(long? unixMs) => unixMs is { } value ? Of(value) : null;
}
