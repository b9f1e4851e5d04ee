using System.Buffers.Text;

namespace ActorPipeline.Events;

/// <summary>Reads decimal text as a whole number of 10⁻⁹: <c>-12.5</c>, <c>1e3</c>. More decimals are rounded half to even.</summary>
internal static class FixedPoint
{
    private const int Decimals = 9;

    // A result has 27 digits at the most, so that nine or more of these are rounded away.
    private const int MaxDigits = 36;

    /// <summary>Reads a number, without spaces; false when the text is none, or its magnitude is 10¹⁸ or more.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Int128 value)
    {
        value = 0;
        var isNegative = !text.IsEmpty && text[0] == (byte)'-';
        var rest = text[(isNegative || (!text.IsEmpty && text[0] == (byte)'+') ? 1 : 0)..];
        if (!TakeExponent(ref rest, out var exponent)
            || !TakeDigits(rest, out var digits, out var scale)
            || !TryScale(digits, exponent - scale + Decimals, out value))
        {
            return false;
        }

        value = isNegative ? -value : value;
        return true;
    }

    private static bool TakeExponent(ref ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var at = text.IndexOfAny((byte)'e', (byte)'E');
        if (at < 0)
        {
            return true;
        }

        var part = text[(at + 1)..];
        part = !part.IsEmpty && part[0] == (byte)'+' ? part[1..] : part;
        text = text[..at];
        return Utf8Parser.TryParse(part, out exponent, out var used) && used == part.Length && exponent is >= -400 and <= 400;
    }

    // Digits with the point taken out. Of those past the 36th it matters only whether all are zero: they can break a tie, and nothing else.
    private static bool TakeDigits(ReadOnlySpan<byte> text, out Int128 digits, out int scale)
    {
        digits = 0;
        scale = 0;
        var (seen, kept, point) = (0, 0, false);
        foreach (var character in text)
        {
            if (character == (byte)'.' && !point)
            {
                point = true;
                continue;
            }

            if (!char.IsAsciiDigit((char)character))
            {
                return false;
            }

            seen++;
            if (kept >= MaxDigits)
            {
                scale -= point ? 0 : 1;
                digits |= character == '0' ? Int128.Zero : Int128.One;
                continue;
            }

            digits = (digits * 10) + (character - '0');
            kept += digits == 0 ? 0 : 1;
            scale += point ? 1 : 0;
        }

        return seen > 0;
    }

    private static bool TryScale(Int128 digits, int power, out Int128 value)
    {
        value = digits;
        for (; power > 0 && value != 0; power--)
        {
            value *= 10;
            if (value >= Limit)
            {
                return false;
            }
        }

        if (power < 0)
        {
            value = power < -MaxDigits - 1 ? 0 : RoundedDivision(value, power);
        }

        return value < Limit;
    }

    private static Int128 Limit => (Int128)1_000_000_000_000_000_000 * 1_000_000_000;

    private static Int128 RoundedDivision(Int128 value, int power)
    {
        Int128 divisor = 1;
        for (; power < 0; power++)
        {
            divisor *= 10;
        }

        var quotient = value / divisor;
        var twice = (value % divisor) * 2;
        return twice > divisor || (twice == divisor && Int128.IsOddInteger(quotient)) ? quotient + 1 : quotient;
    }
}
