namespace ActorPipeline.Decoding.Time;

/// <summary>ISO 8601 in the extended format: <c>2017-01-25</c>, <c>2017-01-25T14:02</c>, <c>2017-01-25 14:02:32.5+01:00</c>. Seconds, fraction and offset
/// may be left out; a date alone means its midnight.</summary>
internal sealed class IsoTime(ZoneClock clock) : TimePattern
{
    private const int DateLength = 10;
    private const int MinuteLength = 16;
    private const int SecondLength = 19;

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length < DateLength || text[4] != (byte)'-' || text[7] != (byte)'-')
        {
            return false;
        }

        var date = (CivilTime.Four(text, 0), CivilTime.Two(text, 5), CivilTime.Two(text, 8));
        if (text.Length == DateLength)
        {
            return CivilTime.TryCombine(date, default, out var midnight) && clock.TryToUnix(midnight, out unixMs);
        }

        return TryReadTime(text, out var time, out var rest) && CivilTime.TryCombine(date, time, out var clockMs) && TryPlace(clockMs, rest, out unixMs);
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, out (int Hour, int Minute, int Second, int Millisecond) time, out ReadOnlySpan<byte> rest)
    {
        time = default;
        rest = default;
        if (text.Length < MinuteLength || text[DateLength] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != (byte)':')
        {
            return false;
        }

        time.Hour = CivilTime.Two(text, 11);
        time.Minute = CivilTime.Two(text, 14);
        rest = text[MinuteLength..];
        if (rest is not [(byte)':', _, _, ..])
        {
            return true;
        }

        time.Second = CivilTime.Two(rest, 1);
        rest = text[SecondLength..];
        return rest is not [(byte)'.' or (byte)',', ..] || TakeFraction(ref rest, out time.Millisecond);
    }

    private static bool TakeFraction(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? rest.Length - 1 : digits;
        milliseconds = UnixTime.Milliseconds(rest.Slice(1, digits));
        rest = rest[(1 + digits)..];
        return digits > 0;
    }

    private bool TryPlace(long clockMs, ReadOnlySpan<byte> offset, out long unixMs)
    {
        if (offset.IsEmpty)
        {
            return clock.TryToUnix(clockMs, out unixMs);
        }

        var isOffset = ClockOffset.TryRead(offset, out var offsetMs);
        unixMs = clockMs - offsetMs;
        return isOffset;
    }
}
