using ActorPipeline.Hashing;

namespace ActorPipeline.Batches;

/// <summary>Byte strings end to end in one buffer. Reused; one thread at a time.</summary>
internal sealed class TextList
{
    private readonly Buffer<byte> _bytes = new();
    private readonly Buffer<int> _ends = new();
    private readonly Buffer<ulong> _hashes = new();
    private TableHash? _hashedBy;

    public int Count => _ends.Count;

    /// <summary>How many bytes all strings have together, with what it takes to part them.</summary>
    public int Bytes => _bytes.Count + (_ends.Count * 4);

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.Span[start.._ends[index]];
        }
    }

    public int Add(ReadOnlySpan<byte> text)
    {
        var start = _bytes.Count;
        text.CopyTo(_bytes.Resize(start + text.Length)[start..]);
        _ends.Add(start + text.Length);
        return _ends.Count - 1;
    }

    /// <summary>The hash of every string, taken when it is first asked for; valid until the list changes.</summary>
    public ReadOnlySpan<ulong> Hashes(TableHash hash)
    {
        if (_hashedBy != hash)
        {
            _hashes.Clear();
            _hashedBy = hash;
        }

        for (var index = _hashes.Count; index < Count; index++)
        {
            _hashes.Add(hash.Of(this[index]));
        }

        return _hashes.Span;
    }

    public void Clear()
    {
        _bytes.Clear();
        _ends.Clear();
        _hashes.Clear();
    }

    public void Write(ByteWriter writer)
    {
        writer.Count(Count);
        writer.Packed(_ends.Span);
        writer.Bytes(_bytes.Span);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public void Read(ref ByteReader reader)
    {
        _hashes.Clear();

        // No two are the same, so that each takes a byte at least, but for one that is empty: the column's width stands for that.
        reader.Packed(_ends.Resize(reader.Count(1)));
        var bytes = reader.Bytes();
        bytes.CopyTo(_bytes.Resize(bytes.Length));
        var before = 0;
        foreach (var end in _ends.Span)
        {
            if (end < before || end > bytes.Length)
            {
                throw new FormatException($"a text ends at byte {end} of {bytes.Length}, the one before it at {before}");
            }

            before = end;
        }
    }
}
