using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>Numbers pairs (key id, breakdown id) from 0 in the order they first come. One thread at a time.</summary>
/// <remarks>A slot holds a group's number plus one and, above it, half of its hash: what is not there is found out without looking at any pair.</remarks>
internal sealed class GroupIndex(TableHash hash)
{
    private ulong[] _pairs = new ulong[16];
    private ulong[] _slots = new ulong[32];

    public int Count { get; private set; }

    /// <summary>How many pairs it has memory for.</summary>
    public int Room => _pairs.Length;

    public int KeyOf(int group) => (int)(_pairs[group] >> 32);

    /// <summary>The breakdown id of a group; 0 where a view has none.</summary>
    public int ByOf(int group) => (int)(uint)_pairs[group];

    /// <summary>Becomes a copy of another index, in its own memory where that has the right size.</summary>
    public void CopyFrom(GroupIndex other)
    {
        TableMemory.Copy(other._pairs.AsSpan(0, other.Count), ref _pairs);
        TableMemory.CopyWhole(other._slots, ref _slots);
        Count = other.Count;
    }

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    /// <summary>A group's number, or -1.</summary>
    public int Find(int key, int by)
    {
        var pair = Pair(key, by);
        return TableSlot.NumberIn(_slots[SlotOf(pair, hash.Of(pair))]);
    }

    public int GetOrAdd(int key, int by)
    {
        var pair = Pair(key, by);
        var hashed = hash.Of(pair);
        var slot = SlotOf(pair, hashed);
        return _slots[slot] != TableSlot.Empty ? TableSlot.NumberIn(_slots[slot]) : Add(pair, hashed, slot);
    }

    /// <summary>Fetches the slot that a group is looked for in first.</summary>
    public void PrefetchSlot(int key, int by) => TableMemory.Prefetch(ref _slots[(int)hash.Of(Pair(key, by)) & (_slots.Length - 1)]);

    public static ulong Pair(int key, int by) => ((ulong)(uint)key << 32) | (uint)by;

    private int Add(ulong pair, ulong hashed, int slot)
    {
        if (Count == _pairs.Length)
        {
            Array.Resize(ref _pairs, Count * 2);
        }

        _pairs[Count] = pair;
        _slots[slot] = TableSlot.Of(hashed, Count++);
        if (TableSlot.IsCrowded(Count, _slots.Length))
        {
            Rehash();
        }

        return Count - 1;
    }

    private void Rehash()
    {
        var slots = new ulong[_slots.Length * 2];
        for (var group = 0; group < Count; group++)
        {
            var hashed = hash.Of(_pairs[group]);
            slots[TableSlot.FirstEmpty(slots, hashed)] = TableSlot.Of(hashed, group);
        }

        _slots = slots;
    }

    private int SlotOf(ulong pair, ulong hashed)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var at = (int)hashed & mask;
        while (slots[at] != TableSlot.Empty && !(TableSlot.MayBe(slots[at], hashed) && _pairs[TableSlot.NumberIn(slots[at])] == pair))
        {
            at = (at + 1) & mask;
        }

        return at;
    }
}
