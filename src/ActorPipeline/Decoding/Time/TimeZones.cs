namespace ActorPipeline.Decoding.Time;

/// <summary>Time zones, as the data of this machine describes them.</summary>
internal static class TimeZones
{
    /// <exception cref="FormatException">There is no such zone.</exception>
    public static TimeZoneInfo Find(string name)
    {
        if (name is "UTC" or "Z")
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)
            ? found
            : throw new FormatException($"the name of a time zone such as UTC or Europe/Berlin, and there is no '{name}' on this machine");
    }

    /// <summary>How far the zone's clock is ahead of UTC at a time.</summary>
    public static long OffsetMs(this TimeZoneInfo zone, long unixMs) => (long)zone.GetUtcOffset(DateTime.UnixEpoch.AddMilliseconds(unixMs)).TotalMilliseconds;
}
