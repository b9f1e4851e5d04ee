using ActorPipeline.Batches;
using ActorPipeline.Hashing;
using ActorPipeline.Windows;

namespace ActorPipeline.Intake;

/// <summary>Finds, in a section of a view that only counts, the unit that is the same as an event. Reused; one thread at a time.</summary>
internal sealed class FoldIndex(BatchSection section, TableHash hash)
{
    private readonly Buffer<ulong> _hashes = new();
    private ulong[] _slots = new ulong[1024];

    /// <summary>Finds a unit; -1 after noting that the next unit of the section is this one.</summary>
    /// <param name="parts">Key, breakdown, and per column the text number plus one.</param>
    public int FindOrNote(ReadOnlySpan<int> parts, int pane)
    {
        var hashed = hash.Of(pane, parts);
        var slot = SlotOf(hashed, parts, pane);
        if (_slots[slot] != TableSlot.Empty)
        {
            return TableSlot.NumberIn(_slots[slot]);
        }

        _slots[slot] = TableSlot.Of(hashed, _hashes.Count);
        _hashes.Add(hashed);
        if (TableSlot.IsCrowded(_hashes.Count, _slots.Length))
        {
            Rehash();
        }

        return -1;
    }

    public void Clear()
    {
        _hashes.Clear();
        Array.Clear(_slots);
    }

    private int SlotOf(ulong hashed, ReadOnlySpan<int> parts, int pane)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var at = (int)hashed & mask;
        while (slots[at] != TableSlot.Empty && !(TableSlot.MayBe(slots[at], hashed) && IsSame(TableSlot.NumberIn(slots[at]), parts, pane)))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private bool IsSame(int unit, ReadOnlySpan<int> parts, int pane)
    {
        if (section.UnitKey[unit] != parts[0] || section.UnitPane[unit] != pane || (section.HasBy && section.UnitBy[unit] != parts[1]))
        {
            return false;
        }

        for (var i = 0; i < section.Columns.Length; i++)
        {
            if (section.Columns[i].HasText && section.Columns[i].Text[unit] != parts[i + 2])
            {
                return false;
            }
        }

        return true;
    }

    private void Rehash()
    {
        _slots = new ulong[_slots.Length * 2];
        for (var unit = 0; unit < _hashes.Count; unit++)
        {
            _slots[TableSlot.FirstEmpty(_slots, _hashes[unit])] = TableSlot.Of(_hashes[unit], unit);
        }
    }
}
