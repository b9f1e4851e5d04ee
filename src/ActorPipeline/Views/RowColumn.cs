using System.Globalization;
using System.Runtime.InteropServices;
using ActorPipeline.Definitions;

namespace ActorPipeline.Views;

/// <summary>A column of values of one type.</summary>
public abstract class RowColumn
{
    /// <summary>The type of the values.</summary>
    public abstract ColumnType Type { get; }

    /// <summary>A row's value as users see it: <see cref="long"/>, <see cref="decimal"/>, <see cref="double"/> or <see cref="string"/>.</summary>
    public abstract object ValueOf(int row);

    internal abstract void Clear();

    /// <summary>Makes an empty column with room for about so many values.</summary>
    public static RowColumn Of(ColumnType type, int capacity = 16) => type switch
    {
        ColumnType.WholeNumber => new WholeNumberColumn(capacity),
        ColumnType.FixedPoint => new FixedPointColumn(capacity),
        ColumnType.Real => new RealColumn(capacity),
        _ => new TextColumn(capacity),
    };
}

/// <summary>A column of unmanaged values.</summary>
/// <param name="capacity">About how many values to make room for.</param>
public abstract class ValueColumn<T>(int capacity) : RowColumn
    where T : unmanaged
{
    private readonly List<T> _values = new(capacity);

    /// <summary>The values, one a row.</summary>
    public ReadOnlySpan<T> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>Adds a row's value.</summary>
    public void Add(T value) => _values.Add(value);

    internal override void Clear() => _values.Clear();

    internal Span<T> Extend(int rows)
    {
        var before = _values.Count;
        CollectionsMarshal.SetCount(_values, before + rows);
        return CollectionsMarshal.AsSpan(_values)[before..];
    }
}

/// <summary>A column of 64-bit integers.</summary>
public sealed class WholeNumberColumn(int capacity = 16) : ValueColumn<long>(capacity)
{
    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.WholeNumber;

    /// <inheritdoc/>
    public override object ValueOf(int row) => Values[row];
}

/// <summary>A column of doubles.</summary>
public sealed class RealColumn(int capacity = 16) : ValueColumn<double>(capacity)
{
    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Real;

    /// <inheritdoc/>
    public override object ValueOf(int row) => Values[row];
}

/// <summary>A column of fixed-point numbers in units of 10⁻⁹.</summary>
public sealed class FixedPointColumn(int capacity = 16) : ValueColumn<Int128>(capacity)
{
    /// <summary>How many units make one.</summary>
    public const long UnitsPerOne = 1_000_000_000;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.FixedPoint;

    /// <inheritdoc/>
    public override object ValueOf(int row) => NumberOf(Values[row]);

    /// <summary>A number of units as users see it.</summary>
    /// <returns>A <see cref="decimal"/>; above its range (7.9 × 10²⁸) a <see cref="double"/>.</returns>
    public static object NumberOf(Int128 units) =>
        Int128.Abs(units) < DecimalRange ? Shorten((decimal)units / UnitsPerOne) : (double)units / UnitsPerOne;

    internal static Int128 DecimalRange => (Int128)1_000_000_000_000_000_000 * 10_000_000_000;

    private static decimal Shorten(decimal value) => decimal.Parse(value.ToString("0.#########", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
