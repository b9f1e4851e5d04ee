using System.Globalization;
using System.Runtime.InteropServices;
using ActorPipeline.Definitions;

namespace ActorPipeline.Views;

/// <summary>A column of values of one type. A row may have none: the smallest, largest, mean and last value of nothing.</summary>
public abstract class RowColumn
{
    // Up to the last row without a value; stays empty in nearly all columns.
    private bool[] _isNone = [];

    /// <summary>The type of the values.</summary>
    public abstract ColumnType Type { get; }

    /// <summary>How many rows there are.</summary>
    public abstract int Count { get; }

    /// <summary>Whether some row has no value.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>Whether a row has a value. Where it has none, what stands in its place among the values means nothing.</summary>
    public bool HasValue(int row) => row >= _isNone.Length || !_isNone[row];

    /// <summary>A row's value as users see it: <see cref="long"/>, <see cref="decimal"/>, <see cref="double"/> or <see cref="string"/>; or null.</summary>
    public object? ValueOf(int row) => HasValue(row) ? Value(row) : null;

    /// <summary>Adds a row without a value.</summary>
    public void AddNone()
    {
        AddNothing();
        SetNone(Count - 1);
    }

    /// <summary>Takes a row's value away.</summary>
    internal void SetNone(int row)
    {
        if (row >= _isNone.Length)
        {
            Array.Resize(ref _isNone, Math.Max(16, 2 * (row + 1)));
        }

        _isNone[row] = true;
        HasGaps = true;
    }

    internal void Clear()
    {
        Array.Clear(_isNone);
        HasGaps = false;
        ClearValues();
    }

    /// <summary>A row's value, which it has.</summary>
    private protected abstract object Value(int row);

    /// <summary>Adds what stands in the place of a value.</summary>
    private protected abstract void AddNothing();

    private protected abstract void ClearValues();

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

    /// <inheritdoc/>
    public override int Count => _values.Count;

    /// <summary>The values, one a row; for a row without one, anything.</summary>
    public ReadOnlySpan<T> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>Adds a row's value.</summary>
    public void Add(T value) => _values.Add(value);

    private protected override void AddNothing() => _values.Add(default);

    private protected override void ClearValues() => _values.Clear();

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

    private protected override object Value(int row) => Values[row];
}

/// <summary>A column of doubles.</summary>
public sealed class RealColumn(int capacity = 16) : ValueColumn<double>(capacity)
{
    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Real;

    private protected override object Value(int row) => Values[row];
}

/// <summary>A column of fixed-point numbers in units of 10⁻⁹.</summary>
public sealed class FixedPointColumn(int capacity = 16) : ValueColumn<Int128>(capacity)
{
    /// <summary>How many units make one.</summary>
    public const long UnitsPerOne = 1_000_000_000;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.FixedPoint;

    private protected override object Value(int row) => NumberOf(Values[row]);

    /// <summary>A number of units as users see it.</summary>
    /// <returns>A <see cref="decimal"/>; above its range (7.9 × 10²⁸) a <see cref="double"/>.</returns>
    public static object NumberOf(Int128 units) =>
        Int128.Abs(units) < DecimalRange ? Shorten((decimal)units / UnitsPerOne) : (double)units / UnitsPerOne;

    internal static Int128 DecimalRange => (Int128)1_000_000_000_000_000_000 * 10_000_000_000;

    private static decimal Shorten(decimal value) => decimal.Parse(value.ToString("0.#########", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
