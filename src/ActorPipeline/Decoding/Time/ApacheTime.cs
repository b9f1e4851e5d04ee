namespace ActorPipeline.Decoding.Time;

/// <summary>The time of an access log: <c>17/May/2015:10:05:03 +0000</c>, with or without a fraction of the second, and a colon in the offset or not.</summary>
internal sealed class ApacheTime : TimePattern
{
    private const int ClockLength = 20;
    private const int MostDigits = 9;

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length <= ClockLength || !HasSeparators(text) || !TryReadFraction(text[ClockLength..], out var ms, out var used))
        {
            return false;
        }

        var offset = text[(ClockLength + used)..];
        if (offset is not [(byte)' ', (byte)'+' or (byte)'-', ..] || !ClockOffset.TryRead(offset[1..], out var offsetMs))
        {
            return false;
        }

        var date = (CivilTime.Four(text, 7), CivilTime.Month(text, 3), CivilTime.Two(text, 0));
        var time = (CivilTime.Two(text, 12), CivilTime.Two(text, 15), CivilTime.Two(text, 18), ms);
        var exists = CivilTime.TryCombine(date, time, out var clockMs);
        unixMs = clockMs - offsetMs;
        return exists;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out int ms, out int used)
    {
        (ms, used) = (0, 0);
        if (text[0] != (byte)'.')
        {
            return true;
        }

        var unit = 100;
        for (used = 1; used < text.Length && char.IsAsciiDigit((char)text[used]); used++, unit /= 10)
        {
            ms += (text[used] - '0') * unit;
        }

        return used is > 1 and <= MostDigits + 1;
    }

    private static bool HasSeparators(ReadOnlySpan<byte> text) => text[2] == (byte)'/' && text[6] == (byte)'/' && text[11] == (byte)':'
        && text[14] == (byte)':' && text[17] == (byte)':';
}
