using System.Buffers.Binary;

namespace ActorPipeline.Cassandra.Cql.Wire;

/// <summary>
/// LZ4 blocks, without any frame around them (lz4_Block_format.md of the LZ4 project): sequences of a token, literals, a two-byte offset and a match. The
/// compressor is the plain greedy one with a table of 4,096 positions; the decompressor checks every length and offset against both buffers.
/// </summary>
internal static class Lz4Block
{
    /// <summary>A byte of a block stands for at most so many: longer claims are false.</summary>
    public const int MostExpansion = 255;

    private const int MinMatch = 4;

    // The format's end conditions: the last five bytes are literals, and the last match begins twelve bytes or more before the end.
    private const int LastLiterals = 5;
    private const int MatchEndsBefore = 12;
    private const int MostOffset = ushort.MaxValue;
    private const int HashBits = 12;

    // After so many misses (a power of two) the search steps one byte further each time: data that does not compress is left quickly.
    private const int SkipShift = 6;
    private const int LongLength = 15;

    /// <summary>The most bytes that a block of <paramref name="length"/> bytes takes.</summary>
    public static int MostCompressed(int length) => checked(length + (length / 255) + 16);

    /// <summary>Compresses.</summary>
    /// <param name="source">What to compress.</param>
    /// <param name="target">Room for <see cref="MostCompressed"/> bytes.</param>
    /// <returns>The block's length.</returns>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        Span<int> table = stackalloc int[1 << HashBits];
        table.Fill(-1);
        var written = 0;
        var anchor = 0;
        var at = 0;
        var misses = 1 << SkipShift;
        while (at <= source.Length - MatchEndsBefore)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
            ref var slot = ref table[(int)((word * 2654435761u) >> (32 - HashBits))];
            var candidate = slot;
            slot = at;
            if (candidate < 0 || at - candidate > MostOffset || BinaryPrimitives.ReadUInt32LittleEndian(source[candidate..]) != word)
            {
                at += misses++ >> SkipShift;
                continue;
            }

            misses = 1 << SkipShift;
            var length = MinMatch + source[(at + MinMatch)..^LastLiterals].CommonPrefixLength(source[(candidate + MinMatch)..]);
            written += WriteSequence(target[written..], source[anchor..at], at - candidate, length - MinMatch);
            at += length;
            anchor = at;
        }

        return written + WriteLast(target[written..], source[anchor..]);
    }

    /// <summary>Decompresses a block that stands for exactly as many bytes as <paramref name="target"/> has.</summary>
    /// <exception cref="CqlProtocolException">It is damaged.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var at = 0;
        var written = 0;
        while (at < source.Length)
        {
            var token = source[at++];
            var literals = ReadLength(source, ref at, token >> 4);
            Require(literals <= source.Length - at && literals <= target.Length - written, "literals");
            source.Slice(at, literals).CopyTo(target[written..]);
            at += literals;
            written += literals;
            if (at == source.Length)
            {
                break;
            }

            Require(source.Length - at >= 2, "an offset");
            var offset = BinaryPrimitives.ReadUInt16LittleEndian(source[at..]);
            at += 2;
            var length = ReadLength(source, ref at, token & 15) + MinMatch;
            Require(offset > 0 && offset <= written && length <= target.Length - written, "a match");
            CopyMatch(target, written, offset, length);
            written += length;
        }

        Require(written == target.Length, "the promised length");
    }

    private static int WriteSequence(Span<byte> target, ReadOnlySpan<byte> literals, int offset, int matchLength)
    {
        var at = WriteLiterals(target, literals, Math.Min(matchLength, LongLength));
        BinaryPrimitives.WriteUInt16LittleEndian(target[at..], (ushort)offset);
        at += 2;
        return matchLength >= LongLength ? at + WriteLength(target[at..], matchLength - LongLength) : at;
    }

    private static int WriteLast(Span<byte> target, ReadOnlySpan<byte> literals) => WriteLiterals(target, literals, 0);

    private static int WriteLiterals(Span<byte> target, ReadOnlySpan<byte> literals, int lowNibble)
    {
        target[0] = (byte)((Math.Min(literals.Length, LongLength) << 4) | lowNibble);
        var at = 1;
        if (literals.Length >= LongLength)
        {
            at += WriteLength(target[at..], literals.Length - LongLength);
        }

        literals.CopyTo(target[at..]);
        return at + literals.Length;
    }

    private static int WriteLength(Span<byte> target, int rest)
    {
        var at = 0;
        for (; rest >= 255; rest -= 255)
        {
            target[at++] = 255;
        }

        target[at++] = (byte)rest;
        return at;
    }

    private static int ReadLength(ReadOnlySpan<byte> source, ref int at, int nibble)
    {
        var length = nibble;
        if (nibble == LongLength)
        {
            byte next;
            do
            {
                Require(at < source.Length, "a length");
                next = source[at++];
                length += next;
            }
            // A source of 256 MB cannot make this overflow: 2^28 bytes of 255 would, so the sum is bounded on the way.
            while (next == 255 && Bounded(length));
        }

        return length;
    }

    private static bool Bounded(int length)
    {
        Require(length <= FrameHeader.MostBodyBytes, "a length");
        return true;
    }

    private static void CopyMatch(Span<byte> target, int at, int offset, int length)
    {
        if (offset >= length)
        {
            target.Slice(at - offset, length).CopyTo(target[at..]);
            return;
        }

        // The match repeats itself: what was just copied is copied again, twice as much each time.
        var from = at - offset;
        var ready = offset;
        for (var copied = 0; copied < length;)
        {
            var step = Math.Min(ready, length - copied);
            target.Slice(from, step).CopyTo(target[(at + copied)..]);
            copied += step;
            ready += step;
        }
    }

    private static void Require(bool condition, string expected)
    {
        if (!condition)
        {
            throw new CqlProtocolException($"expected {expected} in an LZ4 block, found bytes that do not fit: it is damaged");
        }
    }
}
