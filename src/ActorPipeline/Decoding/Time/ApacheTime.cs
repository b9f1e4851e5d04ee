using System.Runtime.Intrinsics;

namespace ActorPipeline.Decoding.Time;

/// <summary>The time of an access log: <c>17/May/2015:10:05:03 +0000</c>, with or without a fraction of the second, and a colon in the offset or not.</summary>
/// <remarks>Lines of a log follow one another: of most times only minute and second differ from the one before, so its hour is remembered.</remarks>
internal sealed class ApacheTime : TimePattern
{
    private const int ClockLength = 20;
    private const int MostDigits = 9;
    private const int UsualLength = 26;
    private const int MinuteAt = 15;
    private const int SecondAt = 18;

    // The two blocks that hold all of a time of the usual length, without the digits of minute and second.
    private const int LastBlock = UsualLength - 16;
    private static readonly Vector128<byte> InFirst = BytesButClock(0);
    private static readonly Vector128<byte> InLast = BytesButClock(LastBlock);

    // Before the first time: no block looks so, without its digits.
    private Vector128<byte> _first = Vector128<byte>.AllBitsSet;
    private Vector128<byte> _last;
    private long _hourMs;

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        if (text.Length != UsualLength)
        {
            return TryReadWhole(text, out unixMs);
        }

        var first = Vector128.Create(text) & InFirst;
        var last = Vector128.Create(text[LastBlock..]) & InLast;
        var (minute, second) = (CivilTime.Two(text, MinuteAt), CivilTime.Two(text, SecondAt));
        var sinceHourMs = ((minute * 60) + second) * 1000L;
        if (((first ^ _first) | (last ^ _last)) == Vector128<byte>.Zero)
        {
            unixMs = _hourMs + sinceHourMs;
            return (uint)minute <= 59 && (uint)second <= 59;
        }

        var isRead = TryReadWhole(text, out unixMs);
        if (isRead)
        {
            (_first, _last, _hourMs) = (first, last, unixMs - sinceHourMs);
        }

        return isRead;
    }

    private static bool TryReadWhole(ReadOnlySpan<byte> text, out long unixMs)
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
        var time = (CivilTime.Two(text, 12), CivilTime.Two(text, MinuteAt), CivilTime.Two(text, SecondAt), ms);
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

    private static Vector128<byte> BytesButClock(int start)
    {
        Span<byte> mask = stackalloc byte[16];
        for (var i = 0; i < mask.Length; i++)
        {
            var isDigit = start + i is MinuteAt or MinuteAt + 1 or SecondAt or SecondAt + 1;
            mask[i] = isDigit ? (byte)0 : byte.MaxValue;
        }

        return Vector128.Create(mask);
    }
}
