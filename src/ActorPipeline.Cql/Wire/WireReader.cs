using System.Buffers.Binary;
using System.Net;
using System.Text;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// Reads the notations of the native protocol (specification section 3, all big-endian). Every read checks what is left: bytes that end early, and lengths and
/// counts that cannot be, throw <see cref="CqlProtocolException"/> with what was expected. No count is believed for an allocation before the bytes that it
/// promises are known to be there.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public byte ReadByte(string expected) => Take(1, expected)[0];

    public int ReadShort(string expected) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, expected));

    public int ReadInt(string expected) => BinaryPrimitives.ReadInt32BigEndian(Take(4, expected));

    public string ReadString(string expected) => Encoding.UTF8.GetString(Take(ReadShort(expected), expected));

    public void SkipString(string expected) => Take(ReadShort(expected), expected);

    /// <summary>[bytes].</summary>
    /// <returns>False for null: any negative length.</returns>
    public bool TryReadBytes(string expected, out ReadOnlySpan<byte> bytes)
    {
        var length = ReadInt(expected);
        bytes = length < 0 ? default : Take(length, expected);
        return length >= 0;
    }

    public byte[]? ReadBytes(string expected) => TryReadBytes(expected, out var bytes) ? bytes.ToArray() : null;

    public ReadOnlySpan<byte> ReadShortBytes(string expected) => Take(ReadShort(expected), expected);

    public string[] ReadStringList(string expected)
    {
        var texts = new string[ReadShortCount(2, expected)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = ReadString(expected);
        }

        return texts;
    }

    /// <summary>[string multimap]; a name given twice has its last values.</summary>
    public Dictionary<string, IReadOnlyList<string>> ReadStringMultimap(string expected)
    {
        var count = ReadShortCount(4, expected);
        var map = new Dictionary<string, IReadOnlyList<string>>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            map[ReadString(expected)] = ReadStringList(expected);
        }

        return map;
    }

    /// <summary>[inetaddr]: an address with its length in one byte.</summary>
    public IPAddress ReadInetAddress(string expected)
    {
        var length = ReadByte(expected);
        return length is 4 or 16
            ? new IPAddress(Take(length, expected))
            : throw new CqlProtocolException($"expected {expected} of 4 or 16 bytes at byte {Position - 1}, found a length of {length}");
    }

    public IPEndPoint ReadInet(string expected)
    {
        var address = ReadInetAddress(expected);
        var port = ReadInt(expected);
        return port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
            ? new IPEndPoint(address, port)
            : throw new CqlProtocolException($"expected {expected} with a port at byte {Position - 4}, found {port}");
    }

    public CqlConsistency ReadConsistency(string expected)
    {
        var value = ReadShort(expected);
        return value <= (int)CqlConsistency.LocalOne
            ? (CqlConsistency)value
            : throw new CqlProtocolException($"expected {expected} at byte {Position - 2}, a consistency from 0 to 10, found {value}");
    }

    public Guid ReadUuid(string expected) => new(Take(16, expected), bigEndian: true);

    /// <summary>An [int] that counts things of at least <paramref name="smallest"/> bytes each, so no more than what is left can hold.</summary>
    public int ReadCount(int smallest, string expected) => Counted(ReadInt(expected), smallest, 4, expected);

    public int ReadShortCount(int smallest, string expected) => Counted(ReadShort(expected), smallest, 2, expected);

    private readonly int Counted(int count, int smallest, int size, string expected) => count >= 0 && (long)count * smallest <= Remaining
        ? count
        : throw new CqlProtocolException($"expected the number of entries of {expected} at byte {Position - size}, found {count} with {Remaining} bytes left");

    private ReadOnlySpan<byte> Take(int length, string expected)
    {
        if ((uint)length > (uint)Remaining)
        {
            throw new CqlProtocolException($"expected {expected} ({length} bytes) at byte {Position}, found {Remaining} bytes");
        }

        var taken = _bytes.Slice(Position, length);
        Position += length;
        return taken;
    }
}
