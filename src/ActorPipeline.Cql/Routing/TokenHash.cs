using System.Buffers.Binary;
using System.Numerics;

namespace ActorPipeline.Cql.Routing;

/// <summary>
/// The token of a partition key under Murmur3Partitioner: the first half of MurmurHash3 x64 128 as Cassandra computes it (utils/MurmurHash.java), which differs
/// from the published function in one way: the bytes after the last whole block of 16 are sign-extended before they are shifted into place.
/// </summary>
public static class TokenHash
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>The token of an encoded partition key.</summary>
    /// <param name="key">The value of a key of one column; of several, each as its length in two bytes, the bytes, and a zero.</param>
    public static long Of(ReadOnlySpan<byte> key)
    {
        var h1 = 0ul;
        var h2 = 0ul;
        var rest = key;
        for (; rest.Length >= 16; rest = rest[16..])
        {
            h1 ^= MixFirst(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
            h2 ^= MixSecond(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
        }

        h2 ^= rest.Length > 8 ? MixSecond(SignExtended(rest[8..])) : 0;
        h1 ^= rest.Length > 0 ? MixFirst(SignExtended(rest[..Math.Min(8, rest.Length)])) : 0;
        h1 ^= (ulong)key.Length;
        h2 ^= (ulong)key.Length;
        h1 += h2;
        h2 += h1;
        h1 = Finish(h1) + Finish(h2);
        // The smallest value stands for "before every token" on the ring, so no key may have it.
        return (long)h1 == long.MinValue ? long.MaxValue : (long)h1;
    }

    private static ulong SignExtended(ReadOnlySpan<byte> tail)
    {
        var word = 0ul;
        for (var i = 0; i < tail.Length; i++)
        {
            word ^= (ulong)(sbyte)tail[i] << (8 * i);
        }

        return word;
    }

    private static ulong MixFirst(ulong k) => BitOperations.RotateLeft(k * C1, 31) * C2;

    private static ulong MixSecond(ulong k) => BitOperations.RotateLeft(k * C2, 33) * C1;

    private static ulong Finish(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        value *= 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
