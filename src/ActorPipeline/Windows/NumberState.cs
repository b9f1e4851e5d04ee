using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Windows;

/// <summary>Sum, minimum, maximum or mean of a numeric field per group, in units of 10⁻⁹. Of nothing, the sum is 0 and there is none of the others.</summary>
/// <remarks>128-bit integers: a sum of 10¹⁰ values of up to 10¹⁸ fits, and the order of adding cannot show.</remarks>
internal sealed class NumberState(ColumnKind kind) : ColumnState
{
    private Int128[] _values = [];
    private long[] _present = [];

    public override long Bytes => _values.Length * 24L;

    public override void CopyFrom(ColumnState other)
    {
        TableMemory.CopyWhole(((NumberState)other)._values, ref _values);
        TableMemory.CopyWhole(((NumberState)other)._present, ref _present);
    }

    public override void Clear()
    {
        Array.Clear(_values);
        Array.Clear(_present);
    }

    public override void Resize(int groups)
    {
        Grow(ref _values, groups);
        Grow(ref _present, groups);
    }

    public override void Apply(in UnitRun units, UnitColumn column)
    {
        for (var i = 0; i < units.Units.Length; i++)
        {
            var unit = units.Units[i];
            if (column.Present[unit] != 0)
            {
                Combine(units.Groups[i], column.Number[unit], 1);
            }
        }
    }

    public override void Merge(ColumnState other, in TableMap map)
    {
        var from = (NumberState)other;
        var groups = map.Groups;
        for (var group = 0; group < groups.Length; group++)
        {
            if (groups[group] >= 0 && from._present[group] > 0)
            {
                Combine(groups[group], from._values[group], from._present[group]);
            }
        }
    }

    public override void Emit(ReadOnlySpan<int> groups, TextTable texts, RowColumn target, Span<bool> exact)
    {
        foreach (var group in groups)
        {
            if (_present[group] == 0 && kind != ColumnKind.Sum)
            {
                target.AddNone();
            }
            else if (kind == ColumnKind.Avg)
            {
                ((RealColumn)target).Add((double)_values[group] / FixedPointColumn.UnitsPerOne / _present[group]);
            }
            else
            {
                ((FixedPointColumn)target).Add(_values[group]);
            }
        }
    }

    public override void Write(ByteWriter writer, ChunkRange range)
    {
        writer.Raw<Int128>(_values.AsSpan(range.Start, range.Count));
        writer.Raw<long>(_present.AsSpan(range.Start, range.Count));
    }

    public override void Read(ref ByteReader reader, int groups, TextTable texts)
    {
        Resize(groups);
        reader.Raw(_values.AsSpan(0, groups));
        reader.Raw(_present.AsSpan(0, groups));
    }

    private void Combine(int group, Int128 value, long count)
    {
        ref var held = ref _values[group];
        held = _present[group] == 0 ? value : kind switch
        {
            ColumnKind.Min => Int128.Min(held, value),
            ColumnKind.Max => Int128.Max(held, value),
            _ => held + value,
        };
        _present[group] += count;
    }
}
