using System.Buffers;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// Puts a frame together from pieces of any size. The body's memory grows with the bytes that have come, never with the length that the header claims: a false
/// length costs at most twice what was received.
/// </summary>
internal sealed class FrameAssembler(int maxBodyBytes) : IDisposable
{
    // A first piece is seldom shorter; growing from here to 256 MB copies twice the body at most.
    private const int FirstBuffer = 16 << 10;

    private readonly byte[] _head = new byte[FrameHeader.Size];
    private int _headLength;
    private FrameHeader _header;
    private byte[]? _body;
    private int _bodyLength;

    public bool IsInside => _headLength > 0;

    public bool TryAppend(ref ReadOnlySpan<byte> bytes, out CqlFrame frame)
    {
        frame = default;
        if (_headLength < FrameHeader.Size)
        {
            var missing = Math.Min(FrameHeader.Size - _headLength, bytes.Length);
            bytes[..missing].CopyTo(_head.AsSpan(_headLength));
            _headLength += missing;
            bytes = bytes[missing..];
            if (_headLength < FrameHeader.Size)
            {
                return false;
            }

            _header = FrameHeader.Read(_head, maxBodyBytes);
        }

        var taken = Math.Min(_header.Length - _bodyLength, bytes.Length);
        AppendBody(bytes[..taken]);
        bytes = bytes[taken..];
        if (_bodyLength < _header.Length)
        {
            return false;
        }

        frame = new CqlFrame(_header, _body);
        _headLength = 0;
        _body = null;
        _bodyLength = 0;
        return true;
    }

    public void Dispose()
    {
        if (_body is not null)
        {
            ArrayPool<byte>.Shared.Return(_body);
            _body = null;
        }
    }

    private void AppendBody(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var needed = _bodyLength + bytes.Length;
        if (_body is null || _body.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_header.Length, Math.Max(FirstBuffer, Math.Max(needed, 2L * _bodyLength))));
            if (_body is not null)
            {
                _body.AsSpan(0, _bodyLength).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_body);
            }

            _body = larger;
        }

        bytes.CopyTo(_body.AsSpan(_bodyLength));
        _bodyLength = needed;
    }
}
