using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Windows;

/// <summary>Per group the value of the event with the largest (event time, source partition, source offset) among those that have one, or none.</summary>
internal sealed class LastState : ColumnState
{
    private const int None = -1;
    private Held[] _held = [];

    public override long Bytes => _held.Length * 32L;

    public override void CopyFrom(ColumnState other) => TableMemory.CopyWhole(((LastState)other)._held, ref _held);

    public override void Clear() => _held.AsSpan().Fill(new Held(0, 0, 0, None));

    public override void Resize(int groups)
    {
        var before = _held.Length;
        Grow(ref _held, groups);
        _held.AsSpan(before).Fill(new Held(0, 0, 0, None));
    }

    public override void Apply(in UnitRun units, UnitColumn column)
    {
        var section = units.Section;
        for (var i = 0; i < units.Units.Length; i++)
        {
            var unit = units.Units[i];
            if (column.Text[unit] > 0)
            {
                var offset = units.Batch.Base + section.EventOffset[unit];
                var text = units.TextOf(column.Text[unit] - 1);
                Keep(units.Groups[i], new Held(column.TimeMs[unit], units.Batch.Partition, offset, text));
            }
        }
    }

    public override void Merge(ColumnState other, in TableMap map)
    {
        var from = ((LastState)other)._held;
        var groups = map.Groups;
        for (var group = 0; group < groups.Length; group++)
        {
            if (groups[group] >= 0 && from[group].Text != None)
            {
                Keep(groups[group], from[group] with { Text = map.Text(from[group].Text) });
            }
        }
    }

    public override void Emit(ReadOnlySpan<int> groups, TextTable texts, RowColumn target, Span<bool> exact)
    {
        foreach (var group in groups)
        {
            var text = _held[group].Text;
            if (text == None)
            {
                target.AddNone();
            }
            else
            {
                ((TextColumn)target).Add(texts[text]);
            }
        }
    }

    public override void Write(ByteWriter writer, ChunkRange range)
    {
        foreach (var held in _held.AsSpan(range.Start, range.Count))
        {
            writer.Long(held.TimeMs);
            writer.Count(held.Partition);
            writer.Long(held.Offset);
            writer.Count(held.Text == None ? 0 : range.Text(held.Text) + 1);
        }
    }

    public override void Read(ref ByteReader reader, int groups, TextTable texts)
    {
        Resize(groups);
        for (var group = 0; group < groups; group++)
        {
            _held[group] = new Held(reader.Long(), reader.Count(), reader.Long(), texts.Check(reader.Count() - 1));
        }
    }

    private void Keep(int group, Held candidate)
    {
        ref var held = ref _held[group];
        if (held.Text == None || Order(candidate).CompareTo(Order(held)) > 0)
        {
            held = candidate;
        }
    }

    private static (long TimeMs, int Partition, long Offset) Order(Held held) => (held.TimeMs, held.Partition, held.Offset);

    private readonly record struct Held(long TimeMs, int Partition, long Offset, int Text);
}
