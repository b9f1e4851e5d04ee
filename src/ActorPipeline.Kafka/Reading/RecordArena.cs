using System.Buffers;

namespace ActorPipeline.Kafka.Reading;

/// <summary>The memory of one batch: values and headers one after the other, used again for the next batch.</summary>
internal sealed class RecordArena : IBufferWriter<byte>
{
    // One oversized batch does not keep its memory for ever.
    private const int Kept = 4 << 20;
    private byte[] _bytes = [];
    private int _used;

    /// <summary>Empties it, with room for so many bytes.</summary>
    internal void Reset(int room)
    {
        _used = 0;
        if (_bytes.Length < room || (_bytes.Length > Kept && room <= Kept))
        {
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(room, 1 << 12));
        }
    }

    internal unsafe ReadOnlyMemory<byte> Copy(byte* source, int length)
    {
        if (length == 0)
        {
            return default;
        }

        var target = GetSpan(length);
        new ReadOnlySpan<byte>(source, length).CopyTo(target);
        var memory = _bytes.AsMemory(_used, length);
        _used += length;
        return memory;
    }

    /// <summary>What was written since a place.</summary>
    internal ReadOnlyMemory<byte> Since(int place) => _bytes.AsMemory(place, _used - place);

    internal int Place => _used;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_used);
    }

    // Headers were not counted beforehand. What was handed out before stays in the array it is in.
    private void Grow(int room)
    {
        if (_bytes.Length - _used < room)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(_bytes.Length * 2, _used + room));
            _bytes.AsSpan(0, _used).CopyTo(larger);
            _bytes = larger;
        }
    }
}
