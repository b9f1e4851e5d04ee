using System.Buffers;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// A decoded frame with its body in rented memory. One owner at a time: the decoder hands it out, whoever has it passes it on or calls <see cref="Return"/>,
/// once, after which no copy of it may be touched.
/// </summary>
/// <param name="header">The header; its length is that of the body as it lies here.</param>
/// <param name="array">A rented array that begins with the body; null for an empty one.</param>
internal readonly struct CqlFrame(FrameHeader header, byte[]? array)
{
    public FrameHeader Header => header;

    public ReadOnlySpan<byte> Body => new(array, 0, header.Length);

    /// <summary>The rented array, for an owner that outlives this struct.</summary>
    public byte[]? Array => array;

    public void Return()
    {
        if (array is not null)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
