using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Connections;

/// <summary>
/// Frames that wait to be written. While one buffer is being sent the other is filled, and goes out whole. Memory: two buffers (three with segments), each of
/// the connection's limit of unsent bytes and one request; after a burst they shrink again. Filled under the connection's lock, sent by one writer.
/// </summary>
internal sealed class FrameOutput(int version, bool lz4) : IDisposable
{
    // Buffers above this are given back after use.
    private const int KeptBytes = 256 << 10;

    private readonly SegmentEncoder _encoder = new(lz4);
    private readonly WireWriter _segments = new();
    private WireWriter _filling = new();
    private WireWriter _sending = new();
    private volatile bool _isReady;

    public int Length => _filling.Length;

    /// <summary>The handshake is over: from here on frames are compressed and packed as was agreed. Called when nothing waits.</summary>
    public void UseAgreedForm() => _isReady = true;

    public void Append<TRequest>(in TRequest request, short stream)
        where TRequest : IRequest =>
        FrameEncoder.Append(_filling, version, stream, request, lz4: lz4 && version < 5 && _isReady);

    /// <summary>Takes what waits; what comes now waits for the next time. Called under the lock, when the last is sent.</summary>
    public void Take()
    {
        _sending.ClearAndShrink(KeptBytes);
        (_filling, _sending) = (_sending, _filling);
    }

    /// <summary>The bytes of what was taken, as they go to the socket. Valid until the next <see cref="Take"/>.</summary>
    public ReadOnlyMemory<byte> Pack()
    {
        if (version < 5 || !_isReady)
        {
            return _sending.WrittenMemory;
        }

        _segments.ClearAndShrink(KeptBytes);
        _encoder.Append(_sending.Written, _segments);
        return _segments.WrittenMemory;
    }

    public void Dispose()
    {
        _segments.Dispose();
        _filling.Dispose();
        _sending.Dispose();
    }
}
