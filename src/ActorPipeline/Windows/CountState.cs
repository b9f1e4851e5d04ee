using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Windows;

internal sealed class CountState : ColumnState
{
    private long[] _counts = [];

    public override long Bytes => _counts.Length * 8L;

    public override void CopyFrom(ColumnState other) => TableMemory.CopyWhole(((CountState)other)._counts, ref _counts);

    public override void Clear() => Array.Clear(_counts);

    public override void Resize(int groups) => Grow(ref _counts, groups);

    public override void Apply(in UnitRun units, UnitColumn column)
    {
        var counts = units.Section.UnitCount.Span;
        for (var i = 0; i < units.Units.Length; i++)
        {
            _counts[units.Groups[i]] += counts[units.Units[i]];
        }
    }

    public override void Merge(ColumnState other, in TableMap map)
    {
        var from = ((CountState)other)._counts;
        var groups = map.Groups;
        for (var group = 0; group < groups.Length; group++)
        {
            if (groups[group] >= 0)
            {
                _counts[groups[group]] += from[group];
            }
        }
    }

    public override void Emit(ReadOnlySpan<int> groups, TextTable texts, RowColumn target, Span<bool> exact)
    {
        var values = ((WholeNumberColumn)target).Extend(groups.Length);
        for (var row = 0; row < groups.Length; row++)
        {
            values[row] = _counts[groups[row]];
        }
    }

    public override void Write(ByteWriter writer, ChunkRange range)
    {
        foreach (var count in _counts.AsSpan(range.Start, range.Count))
        {
            writer.Varint((ulong)count);
        }
    }

    public override void Read(ref ByteReader reader, int groups, TextTable texts)
    {
        Resize(groups);
        for (var group = 0; group < groups; group++)
        {
            _counts[group] = (long)reader.Varint();
        }
    }
}
