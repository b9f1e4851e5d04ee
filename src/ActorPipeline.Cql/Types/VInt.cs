using System.Buffers.Binary;
using System.Numerics;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Types;

/// <summary>
/// [unsigned vint] and [vint] of the specification's section 3: the first byte's leading ones say how many bytes follow; signed numbers are zigzagged.
/// </summary>
internal static class VInt
{
    private const int Longest = 9;

    public static void WriteUnsigned(WireWriter writer, ulong value)
    {
        var size = SizeOf(value);
        var target = writer.Reserve(size);
        if (size == Longest)
        {
            target[0] = 0xFF;
            BinaryPrimitives.WriteUInt64BigEndian(target[1..], value);
            return;
        }

        for (var i = size - 1; i > 0; i--)
        {
            target[i] = (byte)value;
            value >>= 8;
        }

        target[0] = (byte)(value | (byte)~(0xFF >> (size - 1)));
    }

    public static void Write(WireWriter writer, long value) => WriteUnsigned(writer, (ulong)((value << 1) ^ (value >> 63)));

    public static ulong ReadUnsigned(ref WireReader reader, string expected)
    {
        var first = reader.ReadByte(expected);
        var following = BitOperations.LeadingZeroCount((uint)(byte)~first) - 24;
        var value = following >= 8 ? 0 : (ulong)(first & (0xFF >> following));
        foreach (var b in reader.ReadRaw(following, expected))
        {
            value = (value << 8) | b;
        }

        return value;
    }

    public static long Read(ref WireReader reader, string expected)
    {
        var zigzag = ReadUnsigned(ref reader, expected);
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    // Seven bits for each byte up to eight of them, 64 in nine.
    private static int SizeOf(ulong value) => Longest - ((BitOperations.LeadingZeroCount(value | 1) - 1) / 7);
}
