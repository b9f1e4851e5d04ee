using System.Globalization;
using System.Numerics;

namespace ActorPipeline.Cql.Types;

/// <summary>A CQL decimal: <c>Unscaled × 10^-Scale</c>, of any size. Two of one value but different scales are different here, as 1.0 and 1.00 are stored
/// differently.</summary>
/// <param name="Scale">How many of them stand after the point; negative: so many zeros follow.</param>
public readonly record struct CqlDecimal(BigInteger Unscaled, int Scale)
{
    private const int MaxDecimalScale = 28;

    /// <summary>The number of a <see cref="decimal"/>, with its scale.</summary>
    public static CqlDecimal FromDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return new CqlDecimal(value < 0 ? -digits : digits, (bits[3] >> 16) & 0xFF);
    }

    /// <summary>The same number as a <see cref="decimal"/>.</summary>
    /// <exception cref="OverflowException">It has more digits than that type holds.</exception>
    public decimal ToDecimal()
    {
        var (digits, scale) = (Unscaled, Scale);
        while (scale > MaxDecimalScale && digits % 10 == 0)
        {
            (digits, scale) = (digits / 10, scale - 1);
        }

        if (scale > MaxDecimalScale || scale < -MaxDecimalScale)
        {
            return digits.IsZero ? 0 : throw new OverflowException($"a CQL decimal of scale {Scale} does not fit a decimal");
        }

        var whole = (decimal)(scale < 0 ? digits * BigInteger.Pow(10, -scale) : digits);
        var parts = decimal.GetBits(whole);
        return scale <= 0 ? whole : new decimal(parts[0], parts[1], parts[2], whole < 0, (byte)scale);
    }

    /// <summary>Digits with a point, or with an exponent where zeros would be written out.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture);
        var sign = Unscaled.Sign < 0 ? "-" : "";
        return Scale switch
        {
            0 => sign + digits,
            > 0 and <= 64 => $"{sign}{digits.PadLeft(Scale + 1, '0').Insert(Math.Max(digits.Length, Scale + 1) - Scale, ".")}",
            _ => $"{sign}{digits}E{-(long)Scale}",
        };
    }
}
