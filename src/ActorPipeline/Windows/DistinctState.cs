using ActorPipeline.Batches;
using ActorPipeline.Hashing;
using ActorPipeline.Views;

namespace ActorPipeline.Windows;

/// <summary>Number of different values of a field per group: exact while at most a limit, a HyperLogLog above it.</summary>
/// <remarks>Exact means exact: one table holds (group, text id) pairs, and texts are told apart by their bytes. Whether a group is exact, and its estimate,
/// depend on the set of its values alone.</remarks>
internal sealed class DistinctState(int limit, TableHash hash) : ColumnState
{
    private const int Estimated = -1;

    // A short text, its end and its number in a chunk.
    private const long BytesPerText = 20;

    private readonly Dictionary<int, HyperLogLog> _sketches = [];
    private LongSet _pairs = new(hash);
    private int[] _counts = [];

    public override long Bytes => _pairs.Bytes + (_counts.Length * 4L) + (_sketches.Count * (long)HyperLogLog.Registers);

    public override void CopyFrom(ColumnState other)
    {
        var from = (DistinctState)other;
        _pairs.CopyFrom(from._pairs);
        TableMemory.CopyWhole(from._counts, ref _counts);
        _sketches.Clear();
        foreach (var (group, sketch) in from._sketches)
        {
            _sketches.Add(group, new HyperLogLog(sketch.State));
        }
    }

    public override void Clear()
    {
        _pairs.Clear();
        Array.Clear(_counts);
        _sketches.Clear();
    }

    public override void Resize(int groups) => Grow(ref _counts, groups);

    public override void Apply(in UnitRun units, UnitColumn column)
    {
        var values = column.Text.Span;
        for (var i = 0; i < units.Units.Length; i++)
        {
            units.Prefetch(i, values, plus: 1);
            var value = values[units.Units[i]];
            if (value > 0 && !TryEstimate(units.Groups[i], units, value - 1))
            {
                Add(units.Groups[i], units.TextOf(value - 1), units.Texts);
            }
        }
    }

    public override void Merge(ColumnState other, in TableMap map)
    {
        var from = (DistinctState)other;
        var groups = map.Groups;
        foreach (var (group, sketch) in from._sketches)
        {
            if (groups[group] >= 0)
            {
                MergeSketch(groups[group], sketch, map.To);
            }
        }

        MapTexts(from, map);
        foreach (var pair in from._pairs)
        {
            var group = groups[GroupOf(pair)];
            if (group >= 0 && _counts[group] == Estimated)
            {
                _sketches[group].Add(map.From[TextOf(pair)]);
            }
            else if (group >= 0)
            {
                Add(group, map.Text(TextOf(pair)), map.To);
            }
        }
    }

    public override void Emit(ReadOnlySpan<int> groups, TextTable texts, RowColumn target, Span<bool> exact)
    {
        var values = ((WholeNumberColumn)target).Extend(groups.Length);
        for (var row = 0; row < groups.Length; row++)
        {
            var isExact = _counts[groups[row]] != Estimated;
            values[row] = isExact ? _counts[groups[row]] : _sketches[groups[row]].Estimate();
            exact[row] &= isExact;
        }
    }

    public override long StoredBytesOf(int group) => _counts[group] == Estimated ? HyperLogLog.Registers : _counts[group] * BytesPerText;

    public override void Write(ByteWriter writer, ChunkRange range)
    {
        var pairs = SortedPairs(range);
        var at = 0;
        for (var group = range.Start; group < range.Start + range.Count; group++)
        {
            writer.Count(_counts[group] + 1);
            if (_counts[group] == Estimated)
            {
                writer.Raw(_sketches[group].State);
                continue;
            }

            for (; at < pairs.Count && GroupOf(pairs[at]) == group; at++)
            {
                writer.Count(range.Text(TextOf(pairs[at])));
            }
        }
    }

    public override void Read(ref ByteReader reader, int groups, TextTable texts)
    {
        Resize(groups);
        Span<byte> registers = stackalloc byte[HyperLogLog.Registers];
        for (var group = 0; group < groups; group++)
        {
            var count = reader.Count() - 1;
            if (count == Estimated)
            {
                reader.Raw(registers);
                MergeSketch(group, new HyperLogLog(registers), texts);
            }

            for (var i = 0; i < count; i++)
            {
                var text = reader.Count();
                Add(group, texts.Check(text), texts);
            }
        }
    }

    private static int GroupOf(ulong pair) => (int)(pair >> 32);

    private static int TextOf(ulong pair) => (int)(uint)pair;

    // A group that is estimated needs no more texts in the table: memory stays bounded by its sketch.
    private bool TryEstimate(int group, in UnitRun units, int batchText)
    {
        if (_counts[group] != Estimated)
        {
            return false;
        }

        _sketches[group].Add(units.Batch.Texts[batchText]);
        return true;
    }

    // Texts are numbered in the order of the other table's: numbers, and with them what is stored, do not depend on the order of its set.
    private void MapTexts(DistinctState from, in TableMap map)
    {
        foreach (var pair in from._pairs)
        {
            if (map.Groups[GroupOf(pair)] is >= 0 and var group && _counts[group] != Estimated)
            {
                map.Want(TextOf(pair));
            }
        }

        map.MapWanted();
    }

    private void Add(int group, int text, TextTable texts)
    {
        if (_pairs.Add(GroupIndex.Pair(group, text)) && ++_counts[group] > limit)
        {
            MergeSketch(group, new HyperLogLog(), texts);
        }
    }

    private void MergeSketch(int group, HyperLogLog sketch, TextTable texts)
    {
        if (_counts[group] != Estimated)
        {
            _sketches[group] = Sketch(group, texts);
            _counts[group] = Estimated;
        }

        _sketches[group].Merge(sketch);
    }

    // Rebuilds the pairs without the group's: worth it, since the group has more than `limit` of them or is about to.
    private HyperLogLog Sketch(int group, TextTable texts)
    {
        var sketch = new HyperLogLog();
        if (_counts[group] == 0)
        {
            return sketch;
        }

        var rest = new LongSet(hash, _pairs.Count - _counts[group]);
        foreach (var pair in _pairs)
        {
            if (GroupOf(pair) == group)
            {
                sketch.Add(texts[TextOf(pair)]);
            }
            else
            {
                rest.Add(pair);
            }
        }

        _pairs = rest;
        return sketch;
    }

    private List<ulong> SortedPairs(ChunkRange range)
    {
        var pairs = new List<ulong>();
        foreach (var pair in _pairs)
        {
            if (GroupOf(pair) >= range.Start && GroupOf(pair) < range.Start + range.Count)
            {
                pairs.Add(pair);
            }
        }

        pairs.Sort();
        return pairs;
    }
}
