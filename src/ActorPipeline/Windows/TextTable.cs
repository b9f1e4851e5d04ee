using System.Numerics;
using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>Numbers different byte strings from 0 in the order they first come, and keeps their bytes end to end. One thread at a time.</summary>
/// <remarks>Strings are told apart by their bytes, never by hash alone. Memory is bounded by whoever bounds the number and length of what is added.</remarks>
internal sealed class TextTable
{
    private const int Empty = -1;
    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[16];
    private ulong[] _hashes = new ulong[16];
    private int[] _slots = NewSlots(32);

    /// <summary>How many strings there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes all strings have together.</summary>
    public int TextBytes => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>Bytes held by the table.</summary>
    public long Bytes => _bytes.Length + (_ends.Length * 4L) + (_hashes.Length * 8L) + (_slots.Length * 4L);

    /// <summary>A string's bytes.</summary>
    public ReadOnlySpan<byte> this[int id]
    {
        get
        {
            var start = id == 0 ? 0 : _ends[id - 1];
            return _bytes.AsSpan(start, _ends[id] - start);
        }
    }

    /// <summary>The 64-bit hash of a string.</summary>
    public ulong HashOf(int id) => _hashes[id];

    /// <summary>Becomes a copy of another table, in its own memory where that has the right size.</summary>
    public void CopyFrom(TextTable other)
    {
        TableMemory.Copy(other._bytes.AsSpan(0, other.TextBytes), ref _bytes);
        TableMemory.Copy(other._ends.AsSpan(0, other.Count), ref _ends);
        TableMemory.Copy(other._hashes.AsSpan(0, other.Count), ref _hashes);
        TableMemory.CopyWhole(other._slots, ref _slots);
        Count = other.Count;
    }

    /// <summary>Finds or adds a string.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text) => GetOrAdd(text, Murmur3.Hash64(text));

    /// <summary>Finds or adds a string whose hash is known.</summary>
    /// <param name="text">The bytes; copied when new.</param>
    /// <param name="hash">Its <see cref="Murmur3.Hash64"/>.</param>
    /// <returns>The string's number; <see cref="Count"/> - 1 when it is new.</returns>
    public int GetOrAdd(ReadOnlySpan<byte> text, ulong hash)
    {
        var slot = SlotOf(text, hash);
        return _slots[slot] != Empty ? _slots[slot] : Add(text, hash, slot);
    }

    /// <summary>Forgets all strings and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Fill(_slots, Empty);
    }

    private static int[] NewSlots(int length)
    {
        var slots = new int[length];
        Array.Fill(slots, Empty);
        return slots;
    }

    private int Add(ReadOnlySpan<byte> text, ulong hash, int slot)
    {
        var start = TextBytes;
        if (start + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + text.Length));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
        }

        if (Count >= _hashes.Length)
        {
            Array.Resize(ref _hashes, _ends.Length);
        }

        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + text.Length;
        _hashes[Count] = hash;
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
        var mask = _slots.Length - 1;
        for (var id = 0; id < Count; id++)
        {
            var at = (int)_hashes[id] & mask;
            while (_slots[at] != Empty)
            {
                at = (at + 1) & mask;
            }

            _slots[at] = id;
        }
    }

    private int SlotOf(ReadOnlySpan<byte> text, ulong hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var at = (int)hash & mask;
        while (true)
        {
            var id = slots[at];
            if (id == Empty || (_hashes[id] == hash && this[id].SequenceEqual(text)))
            {
                return at;
            }

            at = (at + 1) & mask;
        }
    }
}
