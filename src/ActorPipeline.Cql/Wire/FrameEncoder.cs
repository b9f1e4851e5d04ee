namespace ActorPipeline.Cql.Wire;

/// <summary>Writes requests as frames. In version 5 a run of frames is then packed by <see cref="SegmentEncoder"/>.</summary>
internal static class FrameEncoder
{
    /// <summary>Appends a frame.</summary>
    /// <param name="writer">Where to. What was in it stays; when the request cannot be written, nothing is added.</param>
    /// <param name="version">The protocol's version, 4 or 5.</param>
    /// <param name="lz4">Whether version 4's compression of bodies was agreed on. Not for version 5, and not for OPTIONS and STARTUP.</param>
    /// <returns>The frame's length in bytes.</returns>
    /// <exception cref="ArgumentException">The request does not fit the protocol: a text or the whole is too long.</exception>
    public static int Append<TRequest>(WireWriter writer, int version, short stream, in TRequest request, bool lz4 = false)
        where TRequest : IRequest
    {
        var at = writer.Length;
        try
        {
            writer.Reserve(FrameHeader.Size);
            request.Write(writer, version);
            var length = writer.Length - at - FrameHeader.Size;
            if (length > FrameHeader.MaxBodyBytes)
            {
                throw new ArgumentException($"a request takes {length} bytes where the protocol has room for {FrameHeader.MaxBodyBytes}", nameof(request));
            }

            new FrameHeader(version, false, FrameFlags.None, stream, request.Opcode, length).Write(writer.WrittenMutable[at..]);
        }
        catch
        {
            writer.Truncate(at);
            throw;
        }

        if (lz4)
        {
            BodyCompression.Compress(writer, at);
        }

        return writer.Length - at;
    }
}
