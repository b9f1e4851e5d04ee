using System.Buffers;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Connections;

/// <summary>
/// What has come from the server and is not decoded yet. Memory: it holds at most one segment and what came with it, so it grows to 256 KB at most; the body of
/// a large frame is put together elsewhere, as it comes. One reader.
/// </summary>
internal sealed class FrameInput(bool lz4) : IDisposable
{
    private const int FirstSize = 16 << 10;

    private readonly FrameDecoder _decoder = new(lz4);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;

    /// <summary>Where the next bytes go; never empty.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_end == _buffer.Length)
            {
                MakeRoom();
            }

            return _buffer.AsMemory(_end);
        }
    }

    public void Add(int count) => _end += count;

    public void UseSegments() => _decoder.UseSegments();

    /// <summary>Decodes the next frame.</summary>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="CqlProtocolException">The bytes are not what the protocol says.</exception>
    public bool TryRead(out CqlFrame frame)
    {
        ReadOnlySpan<byte> input = _buffer.AsSpan(_start, _end - _start);
        var isFrame = _decoder.TryRead(ref input, out frame);
        _start = _end - input.Length;
        if (_start == _end)
        {
            _start = _end = 0;
        }

        return isFrame;
    }

    public void Dispose()
    {
        _decoder.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void MakeRoom()
    {
        var left = _end - _start;
        var target = left > _buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(_start, left).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start = 0;
        _end = left;
    }
}
