using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorPipeline.Batches;

/// <summary>Reads what <see cref="ByteWriter"/> wrote, checking every length against what is there.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _all = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _all.Length;

    public byte Byte() => Take(1)[0];

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong ULong() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new FormatException($"a number at byte {Position} is longer than 64 bits");
    }

    /// <summary>Reads a count of things. A damaged one cannot ask for more memory than there are bytes.</summary>
    /// <param name="least">The fewest bytes one thing takes; 0 for things that may take none, bounded by 2²⁴.</param>
    public int Count(int least = 0)
    {
        var value = Varint();
        var most = least == 0 ? 1UL << 24 : (ulong)(_all.Length - Position) / (ulong)least;
        return value <= most ? (int)value : throw new FormatException($"a count of {value} at byte {Position}, at most {most} possible");
    }

    public ReadOnlySpan<byte> Bytes() => Take(Count(1));

    public void Packed(scoped Span<int> values)
    {
        var width = Byte();
        switch (width)
        {
            case 0:
                values.Clear();
                break;
            case 1:
                var bytes = Take(values.Length);
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = bytes[i];
                }

                break;
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(Take(values.Length * 2));
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = shorts[i];
                }

                break;
            case 4:
                Take(values.Length * 4).CopyTo(MemoryMarshal.AsBytes(values));
                break;
            default:
                throw new FormatException($"a column width of {width} at byte {Position}, expected 0, 1, 2 or 4");
        }
    }

    public void Raw<T>(scoped Span<T> values)
        where T : unmanaged
    {
        var target = MemoryMarshal.AsBytes(values);
        Take(target.Length).CopyTo(target);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _all.Length - Position)
        {
            throw new FormatException($"cut short: {count} bytes wanted at byte {Position} of {_all.Length}");
        }

        Position += count;
        return _all.Slice(Position - count, count);
    }
}
