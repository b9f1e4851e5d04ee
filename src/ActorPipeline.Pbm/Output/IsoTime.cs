using System.Globalization;

namespace ActorPipeline.Pbm.Output;

/// <summary>Times as people and programs see them: ISO 8601 in UTC.</summary>
internal static class IsoTime
{
    /// <summary>Writes a time, with milliseconds only where there are some.</summary>
    public static string Of(long unixMs)
    {
        if (unixMs < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || unixMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return unixMs.ToString(CultureInfo.InvariantCulture);
        }

        var format = unixMs % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        return DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a text is a time the node takes: ISO 8601 or unix milliseconds.</summary>
    public static bool IsTime(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
        || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
