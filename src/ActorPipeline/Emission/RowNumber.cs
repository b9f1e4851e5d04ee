using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Numbers of rows as text: digits with a point, never a separator of thousands.</summary>
internal static class RowNumber
{
    // A 64-bit integer, or a double in its shortest form that reads back as itself, with room to spare.
    private const int Longest = 40;

    /// <summary>Writes a column's value; nothing, and returns false, where it is no finite number.</summary>
    public static bool TryWrite(object? value, ByteWriter target)
    {
        switch (value)
        {
            case long number:
                Write(number, target);
                return true;
            case decimal number:
                Write(number, target);
                return true;
            case double number when double.IsFinite(number):
                Write(number, target);
                return true;
            case null or double or string:
                return false;
            default:
                throw new ArgumentException($"a column's value cannot be a {value.GetType().Name}", nameof(value));
        }
    }

    public static void Write(long value, ByteWriter target)
    {
        var isWritten = Utf8Formatter.TryFormat(value, target.Space(Longest), out var length);
        Debug.Assert(isWritten, "there is room for every number");
        target.Advance(length);
    }

    public static void Write(double value, ByteWriter target)
    {
        var isWritten = value.TryFormat(target.Space(Longest), out var length, default, CultureInfo.InvariantCulture);
        Debug.Assert(isWritten, "there is room for every number");
        target.Advance(length);
    }

    /// <summary>Writes a number of units of 10⁻⁹, with no more decimals than it has.</summary>
    public static void Write(Int128 units, ByteWriter target)
    {
        if (Int128.Abs(units) >= FixedPointColumn.DecimalRange)
        {
            Write((double)units / FixedPointColumn.UnitsPerOne, target);
            return;
        }

        if (units < 0)
        {
            target.Byte((byte)'-');
            units = -units;
        }

        var (ones, rest) = Int128.DivRem(units, FixedPointColumn.UnitsPerOne);
        if (ones <= long.MaxValue)
        {
            Write((long)ones, target);
        }
        else
        {
            ones.TryFormat(target.Space(Longest), out var length, default, CultureInfo.InvariantCulture);
            target.Advance(length);
        }

        WriteDecimals((int)rest, target);
    }

    private static void Write(decimal value, ByteWriter target)
    {
        var isWritten = value.TryFormat(target.Space(Longest), out var length, default, CultureInfo.InvariantCulture);
        Debug.Assert(isWritten, "there is room for every number");
        target.Advance(length);
    }

    private static void WriteDecimals(int billionths, ByteWriter target)
    {
        if (billionths == 0)
        {
            return;
        }

        target.Byte((byte)'.');
        for (var unit = 100_000_000; billionths > 0; unit /= 10)
        {
            target.Byte((byte)('0' + (billionths / unit)));
            billionths %= unit;
        }
    }
}
