using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>A set of 64-bit values: open addressing with linear probing at a load of at most 3/4, so 10.7 to 21.3 bytes an entry.</summary>
/// <remarks>One thread at a time. Slots by the top bits of the hash, so that growing walks old and new table in order, which a cache likes. The order in which
/// values are enumerated is that of a secret: nothing may depend on it.</remarks>
internal sealed class LongSet
{
    private const int SmallestCapacity = 16;
    private readonly TableHash _hash;
    private ulong[] _slots = [];
    private int _mask;
    private int _shift;
    private int _growAbove;
    private bool _hasZero;
    private int _used;

    public LongSet(TableHash hash, int capacity = 0)
    {
        _hash = hash;
        Allocate(SlotsFor(capacity));
    }

    public int Count => _used + (_hasZero ? 1 : 0);

    public long Bytes => _slots.Length * (long)sizeof(ulong);

    public void CopyFrom(LongSet other)
    {
        if (_slots.Length != other._slots.Length)
        {
            Allocate(other._slots.Length);
        }

        other._slots.CopyTo(_slots, 0);
        _hasZero = other._hasZero;
        _used = other._used;
    }

    public void Clear()
    {
        Array.Clear(_slots);
        _hasZero = false;
        _used = 0;
    }

    public bool Add(ulong value)
    {
        if (value == 0)
        {
            return !_hasZero && (_hasZero = true);
        }

        // The mask and the shift keep every index inside the table: no bounds check is needed.
        ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        var at = (nuint)(_hash.UpperOf(value) >> _shift);
        var found = Unsafe.Add(ref slots, at);
        while (found != 0)
        {
            if (found == value)
            {
                return false;
            }

            at = (at + 1) & (nuint)_mask;
            found = Unsafe.Add(ref slots, at);
        }

        Unsafe.Add(ref slots, at) = value;
        if (++_used > _growAbove)
        {
            Grow();
        }

        return true;
    }

    public bool Contains(ulong value)
    {
        if (value == 0)
        {
            return _hasZero;
        }

        var at = (int)(_hash.UpperOf(value) >> _shift);
        while (_slots[at] != 0)
        {
            if (_slots[at] == value)
            {
                return true;
            }

            at = (at + 1) & _mask;
        }

        return false;
    }

    public Enumerator GetEnumerator() => new(this);

    private static int SlotsFor(int values) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(SmallestCapacity, values + (values / 3) + 1));

    private void Allocate(int slots)
    {
        _slots = new ulong[slots];
        _mask = slots - 1;
        _growAbove = slots - (slots >> 2);
        _shift = 64 - BitOperations.Log2((uint)slots);
    }

    private void Grow()
    {
        var old = _slots;
        Allocate(old.Length * 2);
        ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        foreach (var value in old)
        {
            if (value == 0)
            {
                continue;
            }

            var at = (nuint)(_hash.UpperOf(value) >> _shift);
            while (Unsafe.Add(ref slots, at) != 0)
            {
                at = (at + 1) & (nuint)_mask;
            }

            Unsafe.Add(ref slots, at) = value;
        }
    }

    public struct Enumerator
    {
        private readonly LongSet _set;
        private int _at;

        internal Enumerator(LongSet set)
        {
            _set = set;
            _at = set._hasZero ? -2 : -1;
            Current = 0;
        }

        public ulong Current { get; private set; }

        public bool MoveNext()
        {
            if (_at == -2)
            {
                _at = -1;
                Current = 0;
                return true;
            }

            while (++_at < _set._slots.Length)
            {
                if (_set._slots[_at] != 0)
                {
                    Current = _set._slots[_at];
                    return true;
                }
            }

            return false;
        }
    }
}
