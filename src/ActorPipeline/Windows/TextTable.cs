using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>Numbers different byte strings from 0 in the order they first come, and keeps their bytes end to end. One thread at a time.</summary>
/// <remarks>Strings are told apart by their bytes, never by hash alone. Memory is bounded by whoever bounds the number and length of what is added.</remarks>
internal sealed class TextTable(TableHash hash)
{
    private const int FirstBytes = 256;
    private const int FirstTexts = 16;
    private byte[] _bytes = new byte[FirstBytes];
    private Text[] _texts = new Text[FirstTexts];
    private ulong[] _slots = new ulong[2 * FirstTexts];

    /// <summary>What its texts are hashed by. Tables that take texts over from each other have the same one.</summary>
    public TableHash Hash { get; } = hash;

    public int Count { get; private set; }

    public int TextBytes => Count == 0 ? 0 : _texts[Count - 1].Start + _texts[Count - 1].Length;

    /// <summary>How many texts it has memory for.</summary>
    public int Room => _texts.Length;

    public long Bytes => _bytes.Length + (_texts.Length * 16L) + (_slots.Length * 8L);

    public ReadOnlySpan<byte> this[int id]
    {
        get
        {
            ref readonly var text = ref _texts[id];
            return _bytes.AsSpan(text.Start, text.Length);
        }
    }

    public ulong HashOf(int id) => _texts[id].Hash;

    public void CopyFrom(TextTable other)
    {
        TableMemory.Copy(other._bytes.AsSpan(0, other.TextBytes), ref _bytes);
        TableMemory.Copy(other._texts.AsSpan(0, other.Count), ref _texts);
        TableMemory.CopyWhole(other._slots, ref _slots);
        Count = other.Count;
    }

    /// <exception cref="FormatException">There is no such text.</exception>
    public int Check(int id) => id < Count ? id : throw new FormatException($"text {id} of {Count}");

    public int GetOrAdd(ReadOnlySpan<byte> text) => GetOrAdd(text, Hash.Of(text));

    /// <summary>A string's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text) => TableSlot.NumberIn(_slots[SlotOf(text, Hash.Of(text))]);

    /// <summary>Finds or adds a string whose hash by <see cref="Hash"/> is known.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text, ulong hash)
    {
        var slot = SlotOf(text, hash);
        return _slots[slot] != TableSlot.Empty ? TableSlot.NumberIn(_slots[slot]) : Add(text, hash, slot);
    }

    public void PrefetchSlot(ulong hash) => TableMemory.Prefetch(ref _slots[(int)hash & (_slots.Length - 1)]);

    /// <summary>Fetches what the slot of a hash names; the slot itself has been fetched before.</summary>
    public void PrefetchText(ulong hash)
    {
        var slot = _slots[(int)hash & (_slots.Length - 1)];
        if (slot != TableSlot.Empty)
        {
            TableMemory.Prefetch(ref _texts[TableSlot.NumberIn(slot)]);
        }
    }

    public void Clear()
    {
        Count = 0;
        Array.Clear(_slots);
    }

    /// <summary>Empties it, and gives its memory back where it has room for more texts than so many.</summary>
    public void Trim(int most)
    {
        Clear();
        if (Room > most)
        {
            (_bytes, _texts, _slots) = (new byte[FirstBytes], new Text[FirstTexts], new ulong[2 * FirstTexts]);
        }
    }

    private int Add(ReadOnlySpan<byte> text, ulong hash, int slot)
    {
        var start = TextBytes;
        if (start + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + text.Length));
        }

        if (Count == _texts.Length)
        {
            Array.Resize(ref _texts, Count * 2);
        }

        text.CopyTo(_bytes.AsSpan(start));
        _texts[Count] = new Text(hash, start, text.Length);
        _slots[slot] = TableSlot.Of(hash, Count++);
        if (TableSlot.IsCrowded(Count, _slots.Length))
        {
            Rehash();
        }

        return Count - 1;
    }

    private void Rehash()
    {
        var slots = new ulong[_slots.Length * 2];
        for (var id = 0; id < Count; id++)
        {
            slots[TableSlot.FirstEmpty(slots, _texts[id].Hash)] = TableSlot.Of(_texts[id].Hash, id);
        }

        _slots = slots;
    }

    private int SlotOf(ReadOnlySpan<byte> text, ulong hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var at = (int)hash & mask;
        while (slots[at] != TableSlot.Empty && !(TableSlot.MayBe(slots[at], hash) && IsSame(TableSlot.NumberIn(slots[at]), text)))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private bool IsSame(int id, ReadOnlySpan<byte> text) => this[id].SequenceEqual(text);

    private readonly record struct Text(ulong Hash, int Start, int Length);
}
