using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorPipeline.Batches;

/// <summary>Writes the primitives of stored formats into one growing buffer. Numbers are little-endian. One thread at a time.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public int Length => _length;

    /// <summary>How many bytes it has memory for.</summary>
    public int Room => _bytes.Length;

    public void Clear() => _length = 0;

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Long(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void ULong(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    /// <summary>Writes a non-negative number in groups of seven bits, lowest first, as Protocol Buffers' varint.</summary>
    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    public void Count(int value) => Varint((ulong)value);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>Writes numbers in as few bytes each as the largest needs: 0 (all are zero), 1, 2 or 4. The reader knows how many there are.</summary>
    public void Packed(ReadOnlySpan<int> values)
    {
        var bits = 0;
        foreach (var value in values)
        {
            bits |= value;
        }

        var width = bits == 0 ? 0 : bits < 0x100 ? 1 : bits < 0x10000 ? 2 : 4;
        Byte((byte)width);
        var target = Reserve(values.Length * width);
        switch (width)
        {
            case 1:
                for (var i = 0; i < values.Length; i++)
                {
                    target[i] = (byte)values[i];
                }

                break;
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(target);
                for (var i = 0; i < values.Length; i++)
                {
                    shorts[i] = (ushort)values[i];
                }

                break;
            case 4:
                MemoryMarshal.AsBytes(values).CopyTo(target);
                break;
        }
    }

    public void Raw<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(Reserve(bytes.Length));
    }

    public Span<byte> Space(int atLeast)
    {
        if (_length + atLeast > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + atLeast));
        }

        return _bytes.AsSpan(_length);
    }

    public void Advance(int count) => _length += count;

    private Span<byte> Reserve(int count)
    {
        var space = Space(count)[..count];
        _length += count;
        return space;
    }
}
