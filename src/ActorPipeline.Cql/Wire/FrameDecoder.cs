using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// Decodes what a server sends, as it comes: plain frames (protocol versions 3 and 4, and version 5 up to the answer to STARTUP), then the frames within
/// version 5's segments. After an exception the stream is lost and the decoder with it. Not thread-safe.
/// </summary>
/// <param name="lz4">Whether LZ4 was agreed on.</param>
/// <param name="maxBodyBytes">The longest body that is accepted, uncompressed.</param>
internal sealed class FrameDecoder(bool lz4 = false, int maxBodyBytes = FrameHeader.MaxBodyBytes) : IDisposable
{
    private const int FirstVersionWithSegments = 5;

    private readonly FrameAssembler _assembler = new(maxBodyBytes);
    private SegmentDecoder? _segments;

    /// <summary>From the next byte on frames come in segments. Called between two frames: after READY or AUTHENTICATE, which are the last outside.</summary>
    public void UseSegments() => _segments = new SegmentDecoder(lz4);

    /// <summary>Decodes the next frame.</summary>
    /// <param name="input">What has come; what was used of it is cut off its front.</param>
    /// <param name="frame">The frame, which is the caller's to <see cref="CqlFrame.Return"/>.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="CqlProtocolException">The bytes are not what the protocol says.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> input, out CqlFrame frame)
    {
        if (!(_segments is null ? _assembler.TryAppend(ref input, out frame) : TryReadSegmented(_segments, ref input, out frame)))
        {
            return false;
        }

        if ((frame.Header.Flags & FrameFlags.Compressed) != 0 && frame.Header.Version < FirstVersionWithSegments)
        {
            frame = lz4 ? BodyCompression.Decompress(frame, maxBodyBytes) : throw NotAgreedOn(frame);
        }

        return true;
    }

    public void Dispose()
    {
        _assembler.Dispose();
        _segments?.Dispose();
    }

    private bool TryReadSegmented(SegmentDecoder segments, ref ReadOnlySpan<byte> input, out CqlFrame frame)
    {
        do
        {
            var rest = segments.Payload;
            if (!rest.IsEmpty)
            {
                var isComplete = _assembler.TryAppend(ref rest, out frame);
                segments.Advance(rest.Length);
                Check(segments.IsSelfContained, isComplete, rest.Length, frame);
                if (isComplete)
                {
                    return true;
                }
            }
        }
        while (segments.TryRead(ref input, _assembler.IsInside));

        frame = default;
        return false;
    }

    // A self-contained segment holds whole frames, any other a part of one frame and nothing else.
    private static void Check(bool isSelfContained, bool isComplete, int rest, CqlFrame frame)
    {
        if (isSelfContained && !isComplete)
        {
            throw new CqlProtocolException("expected whole frames in a self-contained segment, found the beginning of one");
        }

        if (!isSelfContained && isComplete && rest > 0)
        {
            frame.Return();
            throw new CqlProtocolException($"expected the last segment of a large frame to end with it, found {rest} more bytes");
        }
    }

    private static CqlProtocolException NotAgreedOn(CqlFrame frame)
    {
        frame.Return();
        return new CqlProtocolException("expected an uncompressed frame, as no compression was agreed on, found a compressed one");
    }
}
