using System.Globalization;
using System.Numerics;
using System.Text;
using ActorPipeline.Events;
using Xunit;

namespace ActorPipeline.Tests.Engine.Events;

public class FixedPointTests
{
    private static readonly BigInteger Limit = BigInteger.Pow(10, 27);

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("+7", "7000000000")]
    [InlineData("-12.5", "-12500000000")]
    [InlineData("1e3", "1000000000000")]
    [InlineData("1E+3", "1000000000000")]
    [InlineData("25e-1", "2500000000")]
    [InlineData(".5", "500000000")]
    [InlineData("5.", "5000000000")]
    [InlineData("0.0000000005", "0")]
    [InlineData("0.0000000015", "2")]
    [InlineData("0.00000000050000000000000000001", "1")]
    [InlineData("999999999999999999.999999999", "999999999999999999999999999")]
    [InlineData("0e400", "0")]
    [InlineData("1e-400", "0")]
    public void A_number_is_read_in_units_of_a_billionth(string text, string units) => Assert.Equal(Int128.Parse(units, CultureInfo.InvariantCulture), Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+-1")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e5x")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData(" 1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e18")]
    [InlineData("1000000000000000000")]
    [InlineData("999999999999999999.9999999999")]
    [InlineData("1e401")]
    [InlineData("1e-2147483648")]
    [InlineData("1e99999999999999999999")]
    public void What_is_no_number_or_too_large_is_refused(string text) => Assert.Null(Read(text));

    [Fact]
    public void Any_decimal_text_is_read_as_exact_arithmetic_reads_it() => Property.ForSeeds(
        random =>
        {
            var text = Draw(random);
            var expected = Exactly(text);
            var actual = Read(text);
            Assert.True(expected == (actual is { } units ? (BigInteger?)units : null), $"{text}: expected {expected}, got {actual}");
        },
        seeds: 3_000);

    [Fact]
    public void Any_decimal_is_read_as_it_is_written() => Property.ForSeeds(
        random =>
        {
            var value = new decimal(random.Next(), random.Next(), 0, random.Next(2) == 0, (byte)random.Next(1, 10));
            Assert.Equal((Int128)(value * 1_000_000_000m), Read(value.ToString(CultureInfo.InvariantCulture)));
        });

    private static Int128? Read(string text) => FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), out var value) ? value : null;

    private static string Draw(Random random)
    {
        var sign = (string[])["", "-", "+"];
        var exponent = random.Next(3) == 0 ? $"e{random.Next(-45, 45)}" : "";
        return $"{sign[random.Next(3)]}{Digits(random, random.Next(1, 30))}.{Digits(random, random.Next(0, 45))}{exponent}";
    }

    // Often many zeros or nines or an exact half, where rounding shows.
    private static string Digits(Random random, int count) => random.Next(4) switch
    {
        0 => new string('0', count),
        1 => new string('9', count),
        2 => new string('0', count) + "5",
        _ => string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(10))),
    };

    // digits × 10^power, rounded half to even at the ninth decimal.
    private static BigInteger? Exactly(string text)
    {
        var parts = text.TrimStart('+', '-').Split('e');
        var (whole, fraction) = (parts[0].Split('.')[0], parts[0].Split('.')[1]);
        var power = (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0) - fraction.Length + 9;
        var digits = BigInteger.Parse(whole + fraction, CultureInfo.InvariantCulture);
        var units = power >= 0 ? digits * BigInteger.Pow(10, power) : HalfToEven(digits, BigInteger.Pow(10, -power));
        return units >= Limit ? null : text[0] == '-' ? -units : units;
    }

    private static BigInteger HalfToEven(BigInteger value, BigInteger divisor)
    {
        var (quotient, rest) = BigInteger.DivRem(value, divisor);
        var twice = (rest * 2).CompareTo(divisor);
        return twice > 0 || (twice == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
