using System.Buffers;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// Compression of a frame's body in protocol version 4 and before: the uncompressed length in four bytes, big-endian, then an LZ4 block (specification section
/// 5). Version 5 compresses segments instead.
/// </summary>
internal static class BodyCompression
{
    private const int LengthSize = 4;

    public static void Compress(WireWriter writer, int at)
    {
        var body = writer.Written[(at + FrameHeader.Size)..];
        if (body.IsEmpty)
        {
            return;
        }

        var block = ArrayPool<byte>.Shared.Rent(Lz4Block.MaxCompressed(body.Length));
        var length = Lz4Block.Compress(body, block);
        if (length + LengthSize < body.Length)
        {
            var plain = body.Length;
            writer.Truncate(at + FrameHeader.Size);
            writer.WriteInt(plain);
            writer.WriteRaw(block.AsSpan(0, length));
            var header = FrameHeader.Read(writer.Written[at..], FrameHeader.MaxBodyBytes);
            (header with { Flags = header.Flags | FrameFlags.Compressed, Length = length + LengthSize }).Write(writer.WrittenMutable[at..]);
        }

        ArrayPool<byte>.Shared.Return(block);
    }

    /// <summary>Decompresses a frame. Takes it over, whether it succeeds or not.</summary>
    /// <exception cref="CqlProtocolException">It is damaged, or larger than allowed.</exception>
    public static CqlFrame Decompress(CqlFrame frame, int maxBodyBytes)
    {
        byte[]? plain = null;
        try
        {
            var reader = new WireReader(frame.Body);
            var length = reader.ReadInt("the uncompressed length of a body");
            var block = frame.Body[LengthSize..];
            if (length < 0 || length > maxBodyBytes || length > (long)block.Length * Lz4Block.MaxExpansion)
            {
                throw new CqlProtocolException(
                    $"expected a body of at most {maxBodyBytes} bytes uncompressed, found a claim of {length} in {block.Length} bytes");
            }

            plain = length == 0 ? null : ArrayPool<byte>.Shared.Rent(length);
            Lz4Block.Decompress(block, plain.AsSpan(0, length));
            return new CqlFrame(frame.Header with { Flags = frame.Header.Flags & ~FrameFlags.Compressed, Length = length }, plain);
        }
        catch when (plain is not null)
        {
            ArrayPool<byte>.Shared.Return(plain);
            throw;
        }
        finally
        {
            frame.Return();
        }
    }
}
