using ActorPipeline.Batches;
using ActorPipeline.Hashing;

namespace ActorPipeline.Intake;

/// <summary>Finds, in a section of a view that only counts, the unit that is the same as an event. Reused; one thread at a time.</summary>
/// <param name="section">The section.</param>
internal sealed class FoldIndex(BatchSection section)
{
    private readonly Buffer<ulong> _hashes = new();
    private int[] _slots = new int[1024];

    /// <summary>Finds a unit.</summary>
    /// <param name="parts">Key, breakdown, and per column the text number plus one.</param>
    /// <param name="pane">The pane's index.</param>
    /// <returns>The unit, or -1 after noting that the next unit of the section is this one.</returns>
    public int FindOrNote(ReadOnlySpan<int> parts, int pane)
    {
        var hash = (ulong)pane;
        foreach (var part in parts)
        {
            hash = Murmur3.Finish((hash << 7) + hash + (ulong)part);
        }

        var slot = SlotOf(hash, parts, pane);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        _hashes.Add(hash);
        _slots[slot] = _hashes.Count;
        if (_hashes.Count * 2 > _slots.Length)
        {
            Rehash();
        }

        return -1;
    }

    /// <summary>Forgets all units and keeps the memory.</summary>
    public void Clear()
    {
        _hashes.Clear();
        Array.Clear(_slots);
    }

    private int SlotOf(ulong hash, ReadOnlySpan<int> parts, int pane)
    {
        var mask = _slots.Length - 1;
        var at = (int)hash & mask;
        while (_slots[at] != 0 && !(_hashes[_slots[at] - 1] == hash && IsSame(_slots[at] - 1, parts, pane)))
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
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var unit = 0; unit < _hashes.Count; unit++)
        {
            var at = (int)_hashes[unit] & mask;
            while (_slots[at] != 0)
            {
                at = (at + 1) & mask;
            }

            _slots[at] = unit + 1;
        }
    }
}
