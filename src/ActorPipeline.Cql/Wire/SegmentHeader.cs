using System.Buffers.Binary;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// The head of a v5 segment, little-endian: without compression three bytes (17 bits of length, the self-contained bit), with it five (17 bits of compressed
/// length, 17 of uncompressed length, the self-contained bit), then a CRC-24 of them in three bytes (Cassandra's net/FrameEncoderCrc.java,
/// FrameEncoderLZ4.java).
/// </summary>
/// <param name="StoredLength">Bytes of the payload as it is sent.</param>
/// <param name="PlainLength">Bytes of the payload uncompressed; 0 in a compressed segment whose payload was not worth compressing.</param>
/// <param name="IsSelfContained">Whether it holds whole frames; otherwise a part of one.</param>
internal readonly record struct SegmentHeader(int StoredLength, int PlainLength, bool IsSelfContained)
{
    public const int MaxPayloadBytes = (1 << 17) - 1;

    public const int TrailerSize = 4;

    private const int CrcSize = 3;
    private const int LengthBits = 17;

    public static int SizeOf(bool compressed) => compressed ? 8 : 6;

    /// <summary>Reads a head of <see cref="SizeOf"/> bytes.</summary>
    /// <exception cref="CqlProtocolException">Its check is wrong.</exception>
    public static SegmentHeader Read(ReadOnlySpan<byte> bytes, bool compressed)
    {
        var size = SizeOf(compressed) - CrcSize;
        var found = (uint)ReadLittleEndian(bytes.Slice(size, CrcSize));
        var computed = Crc24.Of(bytes[..size]);
        if (found != computed)
        {
            throw new CqlProtocolException($"expected a segment's head with CRC-24 {computed:x6}, found {found:x6}: the stream is damaged");
        }

        var bits = ReadLittleEndian(bytes[..size]);
        var stored = (int)(bits & MaxPayloadBytes);
        var plain = compressed ? (int)((bits >> LengthBits) & MaxPayloadBytes) : stored;
        return new SegmentHeader(stored, plain, ((bits >> (compressed ? 2 * LengthBits : LengthBits)) & 1) != 0);
    }

    public void Write(Span<byte> target, bool compressed)
    {
        var size = SizeOf(compressed) - CrcSize;
        var bits = (ulong)(uint)StoredLength | (compressed ? (ulong)(uint)PlainLength << LengthBits : 0);
        bits |= IsSelfContained ? 1ul << (compressed ? 2 * LengthBits : LengthBits) : 0;
        WriteLittleEndian(target[..size], bits);
        WriteLittleEndian(target.Slice(size, CrcSize), Crc24.Of(target[..size]));
    }

    private static ulong ReadLittleEndian(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[8];
        padded.Clear();
        bytes.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64LittleEndian(padded);
    }

    private static void WriteLittleEndian(Span<byte> target, ulong bits)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (byte)(bits >> (8 * i));
        }
    }
}
