using System.Globalization;

namespace ActorPipeline.Emission;

/// <summary>Times as rows show them: ISO 8601 in UTC, with milliseconds only where they are not zero.</summary>
internal static class RowTime
{
    public static byte[] Of(long unixMs)
    {
        Span<byte> text = stackalloc byte[24];
        var format = unixMs % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        return text[..length].ToArray();
    }
}
