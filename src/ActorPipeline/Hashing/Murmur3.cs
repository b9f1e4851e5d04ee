using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorPipeline.Hashing;

/// <summary>MurmurHash3 x64 128 (Austin Appleby, public domain, smhasher MurmurHash3.cpp): one hash for shards, tables, distinct counts, checksums.</summary>
/// <remarks>Not a cryptographic hash: tables that are keyed by it also compare the bytes.</remarks>
internal static class Murmur3
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    public static ulong Hash64(ReadOnlySpan<byte> data, ulong seed = 0) => Hash128(data, seed).Low;

    public static (ulong Low, ulong High) Hash128(ReadOnlySpan<byte> data, ulong seed = 0)
    {
        var h1 = seed;
        var h2 = seed;
        var blocks = MemoryMarshal.Cast<byte, ulong>(data[..(data.Length & ~15)]);
        for (var i = 0; i < blocks.Length; i += 2)
        {
            h1 ^= MixFirst(blocks[i]);
            h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
            h2 ^= MixSecond(blocks[i + 1]);
            h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
        }

        MixTail(data[(blocks.Length * 8)..], ref h1, ref h2);
        h1 ^= (ulong)data.Length;
        h2 ^= (ulong)data.Length;
        h1 += h2;
        h2 += h1;
        h1 = Finish(h1);
        h2 = Finish(h2);
        h1 += h2;
        h2 += h1;
        return (h1, h2);
    }

    /// <summary>Murmur3's 64-bit finaliser: a bijection that spreads every bit over all others.</summary>
    public static ulong Finish(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        value *= 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }

    private static void MixTail(ReadOnlySpan<byte> tail, ref ulong h1, ref ulong h2)
    {
        if (tail.IsEmpty)
        {
            return;
        }

        Span<byte> padded = stackalloc byte[16];
        padded.Clear();
        tail.CopyTo(padded);
        var words = MemoryMarshal.Cast<byte, ulong>(padded);
        h2 ^= tail.Length > 8 ? MixSecond(words[1]) : 0;
        h1 ^= MixFirst(words[0]);
    }

    private static ulong MixFirst(ulong k) => BitOperations.RotateLeft(k * C1, 31) * C2;

    private static ulong MixSecond(ulong k) => BitOperations.RotateLeft(k * C2, 33) * C1;
}
