using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// Writes the notations of the native protocol (specification section 3, all big-endian) into a buffer that grows and is used again. Its memory is rented and
/// goes back with <see cref="Dispose"/>. Not thread-safe.
/// </summary>
internal sealed class WireWriter : IDisposable
{
    private const int NullLength = -1;
    private const int UnsetLength = -2;
    private const int SmallestBuffer = 256;

    private byte[] _buffer = [];

    public int Length { get; private set; }

    /// <summary>What was written. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => new(_buffer, 0, Length);

    /// <summary>What was written, to hand to a socket. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => new(_buffer, 0, Length);

    /// <summary>What was written, to change in place. Valid until the next write.</summary>
    public Span<byte> WrittenMutable => new(_buffer, 0, Length);

    public void Clear() => Length = 0;

    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        Length = length;
    }

    /// <summary>Gives the buffer back when it is larger than <paramref name="bytes"/>, so that one large message does not hold its memory for ever.</summary>
    public void ClearAndShrink(int bytes)
    {
        Length = 0;
        if (_buffer.Length > bytes)
        {
            Dispose();
        }
    }

    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Grow(count);
        }

        var room = _buffer.AsSpan(Length, count);
        Length += count;
        return room;
    }

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    /// <summary>[short], unsigned.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit two bytes.</exception>
    public void WriteShort(int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, ushort.MaxValue, nameof(value));
        BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), (ushort)value);
    }

    public void WriteInt(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    public void WriteLong(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);

    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>[string].</summary>
    /// <exception cref="ArgumentException">It takes more than 65,535 bytes.</exception>
    public void WriteString(string text)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        if (size > ushort.MaxValue)
        {
            throw new ArgumentException($"the text takes {size} bytes where the protocol has room for {ushort.MaxValue}: '{text[..40]}…'", nameof(text));
        }

        WriteShort(size);
        Encoding.UTF8.GetBytes(text, Reserve(size));
    }

    public void WriteLongString(ReadOnlySpan<char> text)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        WriteInt(size);
        Encoding.UTF8.GetBytes(text, Reserve(size));
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteInt(bytes.Length);
        WriteRaw(bytes);
    }

    public void WriteNull() => WriteInt(NullLength);

    /// <summary>[value] that is not set: the column is left as it is, without a tombstone.</summary>
    public void WriteUnset() => WriteInt(UnsetLength);

    public void WriteShortBytes(ReadOnlySpan<byte> bytes)
    {
        WriteShort(bytes.Length);
        WriteRaw(bytes);
    }

    public void WriteStringList(IReadOnlyCollection<string> texts)
    {
        WriteShort(texts.Count);
        foreach (var text in texts)
        {
            WriteString(text);
        }
    }

    public void WriteStringMap(IReadOnlyDictionary<string, string> map)
    {
        WriteShort(map.Count);
        foreach (var (key, value) in map)
        {
            WriteString(key);
            WriteString(value);
        }
    }

    public void WriteConsistency(CqlConsistency consistency) => WriteShort((int)consistency);

    /// <summary>Begins something that is preceded by its own length in four bytes: ended by <see cref="EndSized"/>.</summary>
    /// <returns>Where the length stands.</returns>
    public int BeginSized()
    {
        Reserve(4);
        return Length - 4;
    }

    /// <summary>Fills in the length of what was written since <see cref="BeginSized"/>.</summary>
    public void EndSized(int at) => PatchInt(at, Length - at - 4);

    public void PatchInt(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(at, 4), value);

    /// <summary>Gives the buffer back. The writer may be used again.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        Length = 0;
    }

    private void Grow(int count)
    {
        var needed = checked(Length + count);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Length))));
        Written.CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
