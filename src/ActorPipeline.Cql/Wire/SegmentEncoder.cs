using System.Buffers;
using System.Buffers.Binary;

namespace ActorPipeline.Cql.Wire;

/// <summary>Packs whole frames into version 5's segments: as many as fit into each, and a frame that is too long into a run of them. Not thread-safe.</summary>
internal sealed class SegmentEncoder(bool lz4)
{
    private const int LengthAt = 5;

    private readonly PayloadChecksum _checksum = new();

    public void Append(ReadOnlySpan<byte> frames, WireWriter target)
    {
        while (!frames.IsEmpty)
        {
            var together = WholeFrames(frames);
            if (together > 0)
            {
                Write(frames[..together], target, isSelfContained: true);
                frames = frames[together..];
                continue;
            }

            var large = FrameLength(frames);
            WriteLarge(frames[..large], target);
            frames = frames[large..];
        }
    }

    private static int FrameLength(ReadOnlySpan<byte> frames) => FrameHeader.Size + BinaryPrimitives.ReadInt32BigEndian(frames[LengthAt..]);

    private static int WholeFrames(ReadOnlySpan<byte> frames)
    {
        var together = 0;
        while (together < frames.Length)
        {
            var next = together + FrameLength(frames[together..]);
            if (next > SegmentHeader.MaxPayloadBytes)
            {
                break;
            }

            together = next;
        }

        return together;
    }

    private void WriteLarge(ReadOnlySpan<byte> frame, WireWriter target)
    {
        for (var rest = frame; !rest.IsEmpty;)
        {
            var part = rest[..Math.Min(rest.Length, SegmentHeader.MaxPayloadBytes)];
            Write(part, target, isSelfContained: false);
            rest = rest[part.Length..];
        }
    }

    private void Write(ReadOnlySpan<byte> payload, WireWriter target, bool isSelfContained)
    {
        var block = lz4 ? ArrayPool<byte>.Shared.Rent(Lz4Block.MaxCompressed(payload.Length)) : null;
        var stored = payload;
        var plainLength = 0;
        if (block is not null)
        {
            var length = Lz4Block.Compress(payload, block);
            if (length < payload.Length)
            {
                stored = block.AsSpan(0, length);
                plainLength = payload.Length;
            }
        }

        new SegmentHeader(stored.Length, plainLength, isSelfContained).Write(target.Reserve(SegmentHeader.SizeOf(lz4)), lz4);
        target.WriteRaw(stored);
        BinaryPrimitives.WriteUInt32LittleEndian(target.Reserve(SegmentHeader.TrailerSize), _checksum.Of(stored));
        if (block is not null)
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
