using System.Buffers.Binary;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Wire;

/// <summary>The nine bytes before a frame's body: version with the direction in its first bit, flags, stream, opcode, length (section 2).</summary>
/// <param name="Version">The protocol's version, 3 to 5.</param>
/// <param name="Stream">The request it answers; negative for events.</param>
/// <param name="Length">The body's bytes.</param>
internal readonly record struct FrameHeader(int Version, bool IsResponse, FrameFlags Flags, short Stream, Opcode Opcode, int Length)
{
    public const int Size = 9;

    /// <summary>The longest body the protocol has: 256 MB.</summary>
    public const int MaxBodyBytes = 256 << 20;

    private const int OldestVersion = 3;
    private const int NewestVersion = 5;
    private const byte ResponseBit = 0x80;

    /// <summary>Reads a header.</summary>
    /// <exception cref="CqlProtocolException">The version is none of 3 to 5, or the length is negative or too large.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes, int maxBodyBytes)
    {
        var version = bytes[0] & ~ResponseBit;
        if (version is < OldestVersion or > NewestVersion)
        {
            throw new CqlProtocolException($"expected a frame of protocol version {OldestVersion} to {NewestVersion}, found a first byte of 0x{bytes[0]:x2}");
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[5..]);
        if (length < 0 || length > maxBodyBytes)
        {
            throw new CqlProtocolException($"expected a frame with a body of at most {maxBodyBytes} bytes, found a length of {length}");
        }

        return new(version, (bytes[0] & ResponseBit) != 0, (FrameFlags)bytes[1], BinaryPrimitives.ReadInt16BigEndian(bytes[2..]), (Opcode)bytes[4], length);
    }

    public void Write(Span<byte> target)
    {
        target[0] = (byte)(Version | (IsResponse ? ResponseBit : 0));
        target[1] = (byte)Flags;
        BinaryPrimitives.WriteInt16BigEndian(target[2..], Stream);
        target[4] = (byte)Opcode;
        BinaryPrimitives.WriteInt32BigEndian(target[5..], Length);
    }
}
