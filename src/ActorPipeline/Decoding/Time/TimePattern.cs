namespace ActorPipeline.Decoding.Time;

/// <summary>Reads event times written in one way. One thread at a time.</summary>
/// <remarks>Fractions of a millisecond are cut off. A leap second (<c>:60</c>) is no time. Names of months and days are English.
/// Times that fall into a gap of their zone's clock are read with the offset before the gap (02:30 becomes 03:30 where clocks go from 02:00
/// to 03:00); those that happen twice mean the first time.</remarks>
internal abstract class TimePattern
{
    /// <summary>The first millisecond that is too late for an event: the beginning of year 9999, so that a window's end is always a date.</summary>
    public const long EndMs = 253_370_764_800_000;

    /// <summary>Prepares a pattern.</summary>
    /// <param name="pattern"><c>unix</c> (seconds, fractions allowed), <c>unix-ms</c>, <c>iso</c>, <c>apache</c>, <c>auto</c>, or a date pattern in the
    /// manner of Java's: <c>yyyy</c> <c>yy</c> <c>MM</c> <c>M</c> <c>MMM</c> <c>MMMM</c> <c>dd</c> <c>d</c> <c>EEE</c> <c>HH</c> <c>H</c> <c>hh</c>
    /// <c>h</c> <c>a</c> <c>mm</c> <c>ss</c> <c>S…</c> <c>X</c> <c>Z</c> and <c>'literals'</c>.</param>
    /// <param name="zone">IANA name of the zone of times without an offset.</param>
    /// <exception cref="FormatException">The pattern is none, or there is no such zone; the message says what was expected.</exception>
    public static TimePattern Compile(string pattern, string zone)
    {
        var clock = ZoneClock.Of(zone);
        return pattern switch
        {
            "unix" => new UnixTime(1000),
            "unix-ms" => new UnixTime(1),
            "iso" => new IsoTime(clock),
            "apache" => new ApacheTime(),
            "auto" => new AutoTime(clock),
            _ => DatePattern.Compile(pattern, clock),
        };
    }

    /// <summary>Reads a time from 1970 to the end of 9998; false when the text is none.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long unixMs) => TryRead(text, out unixMs) && IsEventTime(unixMs);

    public static bool IsEventTime(long unixMs) => (ulong)unixMs < EndMs;

    protected abstract bool TryRead(ReadOnlySpan<byte> text, out long unixMs);
}
