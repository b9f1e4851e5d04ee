using System.Numerics;
using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>Numbers pairs (key id, breakdown id) from 0 in the order they first come. One thread at a time.</summary>
internal sealed class GroupIndex
{
    private const int Empty = -1;
    private ulong[] _pairs = new ulong[16];
    private int[] _slots = NewSlots(32);

    /// <summary>How many groups there are.</summary>
    public int Count { get; private set; }

    /// <summary>The key id of a group.</summary>
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

    /// <summary>Forgets all groups and keeps the memory.</summary>
    public void Clear()
    {
        Array.Fill(_slots, Empty);
        Count = 0;
    }

    /// <summary>Finds a group.</summary>
    /// <returns>Its number, or -1.</returns>
    public int Find(int key, int by) => _slots[SlotOf(Pair(key, by))];

    /// <summary>Finds or adds a group.</summary>
    /// <param name="key">The key's id.</param>
    /// <param name="by">The breakdown's id.</param>
    /// <returns>Its number; <see cref="Count"/> - 1 when it is new.</returns>
    public int GetOrAdd(int key, int by)
    {
        var pair = Pair(key, by);
        var slot = SlotOf(pair);
        return _slots[slot] != Empty ? _slots[slot] : Add(pair, slot);
    }

    private static ulong Pair(int key, int by) => ((ulong)(uint)key << 32) | (uint)by;

    private static int[] NewSlots(int length)
    {
        var slots = new int[length];
        Array.Fill(slots, Empty);
        return slots;
    }

    private int Add(ulong pair, int slot)
    {
        if (Count == _pairs.Length)
        {
            Array.Resize(ref _pairs, Count * 2);
        }

        _pairs[Count] = pair;
        _slots[slot] = Count++;
        if (Count > _slots.Length / 2)
        {
            Rehash();
        }

        return Count - 1;
    }

    private void Rehash()
    {
        _slots = NewSlots((int)BitOperations.RoundUpToPowerOf2((uint)_slots.Length * 2));
        for (var group = 0; group < Count; group++)
        {
            _slots[SlotOf(_pairs[group])] = group;
        }
    }

    private int SlotOf(ulong pair)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var at = (int)Murmur3.Finish(pair) & mask;
        while (slots[at] != Empty && _pairs[slots[at]] != pair)
        {
            at = (at + 1) & mask;
        }

        return at;
    }
}
