using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorPipeline.Tests.Engine.Hashing;

/// <summary>Keys as somebody chooses them who wants a table to be slow.</summary>
internal static class Collisions
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>Different keys of one MurmurHash3 x64 128, whatever its seed is, as Aumasson and Bernstein found them (2012).</summary>
    /// <param name="pairs">There are two to the power of this many, of 32 times as many bytes.</param>
    /// <remarks>In each pair of blocks a change of the first one reaches the state in its top bit only, where addition has no carry: a change of the second
    /// one takes it back.</remarks>
    public static List<byte[]> OfMurmur3(int pairs)
    {
        var keys = new List<byte[]>();
        for (var key = 0; key < 1 << pairs; key++)
        {
            var words = new ulong[pairs * 4];
            for (var pair = 0; pair < pairs; pair++)
            {
                var isChanged = (ulong)(key >> pair) & 1;
                words[4 * pair] = UnmixFirst((ulong)pair ^ (isChanged << 36));
                words[(4 * pair) + 1] = UnmixSecond((ulong)pair ^ (isChanged << 32));
                words[(4 * pair) + 2] = UnmixFirst((ulong)pair ^ (isChanged << 63));
            }

            keys.Add(MemoryMarshal.AsBytes(words.AsSpan()).ToArray());
        }

        return keys;
    }

    /// <summary>Numbers from 0 up whose hashes, known to whoever chooses, agree in bits that a table goes by.</summary>
    public static List<int> Find(int count, Func<int, ulong> hash, ulong bits)
    {
        var wanted = hash(0) & bits;
        return [.. Enumerable.Range(0, int.MaxValue).Where(number => (hash(number) & bits) == wanted).Take(count)];
    }

    /// <summary>The most slots in a row that are taken: what a look in the table comes to at the worst.</summary>
    public static int LongestRun(ReadOnlySpan<ulong> slots)
    {
        var (longest, run) = (0, 0);
        for (var at = 0; at < 2 * slots.Length; at++)
        {
            run = slots[at % slots.Length] == 0 ? 0 : run + 1;
            longest = Math.Max(longest, Math.Min(run, slots.Length));
        }

        return longest;
    }

    private static ulong UnmixFirst(ulong mixed) => BitOperations.RotateRight(mixed * Inverse(C2), 31) * Inverse(C1);

    private static ulong UnmixSecond(ulong mixed) => BitOperations.RotateRight(mixed * Inverse(C1), 33) * Inverse(C2);

    // Newton's iteration doubles the bits that are right; an odd number is its own inverse in three of them.
    private static ulong Inverse(ulong odd)
    {
        var inverse = odd;
        for (var bits = 3; bits < 64; bits *= 2)
        {
            inverse *= 2 - (odd * inverse);
        }

        return inverse;
    }
}
