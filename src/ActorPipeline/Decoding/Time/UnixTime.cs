namespace ActorPipeline.Decoding.Time;

/// <summary>Time since 1970 as a decimal number, without sign or exponent.</summary>
internal sealed class UnixTime(int unitMs) : TimePattern
{
    // Years beyond 9998 in any unit, and far from overflow.
    private const int MostDigits = 17;

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (!TrySplit(text, out var whole, out var fraction))
        {
            return false;
        }

        unixMs = unitMs == 1000 ? (whole * 1000) + Milliseconds(fraction) : whole;
        return true;
    }

    /// <summary>Splits a decimal number at its point.</summary>
    /// <param name="whole">The whole part; at most 17 digits.</param>
    /// <returns>False when the text is not digits with at most one point between.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> text, out long whole, out ReadOnlySpan<byte> fraction)
    {
        whole = 0;
        fraction = default;
        var at = 0;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
        {
            if (at == MostDigits)
            {
                return false;
            }

            whole = (whole * 10) + (text[at] - '0');
        }

        if (at == text.Length || at == 0)
        {
            return at > 0;
        }

        fraction = text[(at + 1)..];
        return text[at] == (byte)'.' && !fraction.IsEmpty && fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>The first three digits behind the point, none being zero, as milliseconds of a second.</summary>
    public static int Milliseconds(ReadOnlySpan<byte> fraction)
    {
        var milliseconds = 0;
        for (var digit = 0; digit < 3; digit++)
        {
            milliseconds = (milliseconds * 10) + (digit < fraction.Length ? fraction[digit] - '0' : 0);
        }

        return milliseconds;
    }
}
