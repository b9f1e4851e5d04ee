using System.Globalization;
using ActorPipeline.Batches;

namespace ActorPipeline.Emission;

/// <summary>Times as rows and documents show them: ISO 8601 in UTC, with milliseconds only where they are not zero.</summary>
internal static class IsoText
{
    private const int Longest = 24;

    public static string Of(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(FormatOf(unixMs), CultureInfo.InvariantCulture);

    public static string? OrNull(long? unixMs) => unixMs is { } value ? Of(value) : null;

    public static void Write(long unixMs, ByteWriter target)
    {
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).TryFormat(target.Space(Longest), out var length, FormatOf(unixMs), CultureInfo.InvariantCulture);
        target.Advance(length);
    }

    private static string FormatOf(long unixMs) => unixMs % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
}
