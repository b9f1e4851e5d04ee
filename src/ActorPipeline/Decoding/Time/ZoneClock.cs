namespace ActorPipeline.Decoding.Time;

/// <summary>The clock of a time zone, read backwards: from what it shows to when that was. One thread at a time.</summary>
internal sealed class ZoneClock(TimeZoneInfo? zone)
{
    private const long DayMs = 86_400_000;

    private long _steadyDay = long.MinValue;
    private long _steadyOffsetMs;

    /// <exception cref="FormatException">There is no such zone.</exception>
    public static ZoneClock Of(string name)
    {
        var zone = TimeZones.Find(name);
        return new ZoneClock(ReferenceEquals(zone, TimeZoneInfo.Utc) ? null : zone);
    }

    /// <summary>When the clock shows a time; see <see cref="TimePattern"/> for times it shows twice or never.</summary>
    /// <param name="clockMs">What it shows, as milliseconds since it showed the beginning of 1970.</param>
    /// <returns>False when that is no time an event may have.</returns>
    public bool TryToUnix(long clockMs, out long unixMs)
    {
        unixMs = clockMs;
        if (zone is null || clockMs is < -DayMs or >= TimePattern.EndMs + DayMs)
        {
            return zone is null;
        }

        var day = (clockMs + DayMs) / DayMs;
        unixMs = day == _steadyDay ? clockMs - _steadyOffsetMs : Resolve(zone, clockMs, day);
        return true;
    }

    private long Resolve(TimeZoneInfo zone, long clockMs, long day)
    {
        // No clock is more than 14 hours from UTC, so a day before and after surely lie on the two sides of a change near this time.
        var before = zone.OffsetMs(clockMs - DayMs);
        var after = zone.OffsetMs(clockMs + DayMs);
        if (before == after)
        {
            Remember(zone, day, before);
        }

        var first = clockMs - before;
        return zone.OffsetMs(first) == before || zone.OffsetMs(clockMs - after) != after ? first : clockMs - after;
    }

    // Most days have no change near: their offset answers for the whole day.
    private void Remember(TimeZoneInfo zone, long day, long offsetMs)
    {
        var start = (day - 1) * DayMs;
        if (zone.OffsetMs(start - DayMs) == offsetMs && zone.OffsetMs(start) == offsetMs && zone.OffsetMs(start + (2 * DayMs)) == offsetMs)
        {
            _steadyDay = day;
            _steadyOffsetMs = offsetMs;
        }
    }
}
