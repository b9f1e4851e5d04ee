using System.Buffers;
using System.Buffers.Binary;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// Takes version 5's segments off a stream: checks both checksums and uncompresses. Holds one payload at a time: two rented buffers of 128 KB at most.
/// </summary>
internal sealed class SegmentDecoder(bool lz4) : IDisposable
{
    private readonly PayloadChecksum _checksum = new();
    private byte[] _payload = [];
    private byte[] _compressed = [];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Payload => _payload.AsSpan(_start.._end);

    public bool IsSelfContained { get; private set; }

    public void Advance(int rest) => _start = _end - rest;

    /// <summary>Reads the next segment when all of it has come; nothing is consumed otherwise.</summary>
    /// <param name="input">What has come; the segment is cut off its front.</param>
    /// <param name="isInsideFrame">Whether segments before it left a frame unfinished.</param>
    /// <exception cref="CqlProtocolException">A checksum is wrong, or a self-contained segment comes in the middle of a large frame.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> input, bool isInsideFrame)
    {
        var headSize = SegmentHeader.SizeOf(lz4);
        if (input.Length < headSize)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[SegmentHeader.MaxSize];
        input.Slice(0, headSize).CopyTo(head);
        var header = SegmentHeader.Read(head, lz4);
        if (input.Length < headSize + header.StoredLength + SegmentHeader.TrailerSize)
        {
            return false;
        }

        if (header.IsSelfContained && isInsideFrame)
        {
            throw new CqlProtocolException("expected the next segment of a large frame, found a self-contained one");
        }

        Store(input.Slice(headSize, header.StoredLength + SegmentHeader.TrailerSize), header);
        input = input.Slice(headSize + header.StoredLength + SegmentHeader.TrailerSize);
        return true;
    }

    public void Dispose()
    {
        Exchange(ref _payload, 0);
        Exchange(ref _compressed, 0);
        _start = _end = 0;
    }

    private void Store(ReadOnlySequence<byte> checkedPayload, SegmentHeader header)
    {
        var isCompressed = lz4 && header.PlainLength > 0;
        ref var buffer = ref isCompressed ? ref _compressed : ref _payload;
        if (buffer.Length < checkedPayload.Length)
        {
            // The largest at once: a connection that carries large segments carries more of them.
            Exchange(ref buffer, checkedPayload.Length > (16 << 10) ? SegmentHeader.MaxPayloadBytes + SegmentHeader.TrailerSize : 16 << 10);
        }

        checkedPayload.CopyTo(buffer);
        var stored = buffer.AsSpan(0, header.StoredLength);
        Verify(stored, BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(header.StoredLength)));
        _start = 0;
        _end = isCompressed ? header.PlainLength : header.StoredLength;
        IsSelfContained = header.IsSelfContained;
        if (isCompressed)
        {
            if (_payload.Length < _end)
            {
                Exchange(ref _payload, SegmentHeader.MaxPayloadBytes + SegmentHeader.TrailerSize);
            }

            Lz4Block.Decompress(stored, _payload.AsSpan(0, _end));
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

    private static void Exchange(ref byte[] buffer, int size)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = size == 0 ? [] : ArrayPool<byte>.Shared.Rent(size);
    }
}
