using System.Buffers;
using System.Buffers.Binary;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Wire;

/// <summary>Takes version 5's segments off a stream: checks both checksums and uncompresses. Holds one payload, in a rented buffer of 128 KB at most.</summary>
internal sealed class SegmentDecoder(bool lz4) : IDisposable
{
    private const int FirstSize = 16 << 10;

    private readonly PayloadChecksum _checksum = new();
    private byte[] _payload = [];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Payload => _payload.AsSpan(_start.._end);

    public bool IsSelfContained { get; private set; }

    public void Advance(int rest) => _start = _end - rest;

    /// <summary>Reads the next segment when all of it has come; nothing is consumed otherwise.</summary>
    /// <param name="input">What has come; the segment is cut off its front.</param>
    /// <param name="isInsideFrame">Whether segments before it left a frame unfinished.</param>
    /// <exception cref="CqlProtocolException">A checksum is wrong, or a self-contained segment comes in the middle of a large frame.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> input, bool isInsideFrame)
    {
        var headSize = SegmentHeader.SizeOf(lz4);
        if (input.Length < headSize)
        {
            return false;
        }

        var header = SegmentHeader.Read(input[..headSize], lz4);
        var payloadEnd = headSize + header.StoredLength;
        if (input.Length < payloadEnd + SegmentHeader.TrailerSize)
        {
            return false;
        }

        if (header.IsSelfContained && isInsideFrame)
        {
            throw new CqlProtocolException("expected the next segment of a large frame, found a self-contained one");
        }

        var stored = input[headSize..payloadEnd];
        Verify(stored, BinaryPrimitives.ReadUInt32LittleEndian(input[payloadEnd..]));
        Store(stored, header);
        input = input[(payloadEnd + SegmentHeader.TrailerSize)..];
        return true;
    }

    public void Dispose()
    {
        Exchange(0);
        _start = _end = 0;
    }

    private void Store(ReadOnlySpan<byte> stored, SegmentHeader header)
    {
        var isCompressed = lz4 && header.PlainLength > 0;
        _start = 0;
        _end = isCompressed ? header.PlainLength : stored.Length;
        IsSelfContained = header.IsSelfContained;
        if (_payload.Length < _end)
        {
            // The largest at once: a connection that carries large segments carries more of them.
            Exchange(_end > FirstSize ? SegmentHeader.MaxPayloadBytes : FirstSize);
        }

        if (isCompressed)
        {
            Lz4Block.Decompress(stored, _payload.AsSpan(0, _end));
        }
        else
        {
            stored.CopyTo(_payload);
        }
    }

    private void Verify(ReadOnlySpan<byte> payload, uint found)
    {
        var computed = _checksum.Of(payload);
        if (computed != found)
        {
            throw new CqlProtocolException($"expected a segment of {payload.Length} bytes with CRC-32 {computed:x8}, found {found:x8}: the stream is damaged");
        }
    }

    private void Exchange(int size)
    {
        if (_payload.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_payload);
        }

        _payload = size == 0 ? [] : ArrayPool<byte>.Shared.Rent(size);
    }
}
