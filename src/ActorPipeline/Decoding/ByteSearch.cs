using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorPipeline.Decoding;

/// <summary>Searches that usually end within a few bytes: the first block is looked at in place, which costs less than a call.</summary>
internal static class ByteSearch
{
    /// <summary>Where a byte stands at or after a place; the text's length when it does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ReadOnlySpan<byte> text, int at, byte wanted)
    {
        if (at <= text.Length - Vector128<byte>.Count)
        {
            var found = Vector128.Equals(Vector128.Create(text.Slice(at, Vector128<byte>.Count)), Vector128.Create(wanted)).ExtractMostSignificantBits();
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        return FindFar(text, at, wanted);
    }

    /// <summary>Where one of two bytes stands at or after a place; the text's length when neither does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ReadOnlySpan<byte> text, int at, byte wanted, byte alternative)
    {
        // A wide block: whether the end of a request or referer lies in the first 16 bytes cannot be predicted, in the first 64 it can.
        if (at <= text.Length - Vector512<byte>.Count)
        {
            var found = InBlock(text, at, wanted, alternative);
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }

            // What is left is mostly less than another block: the text's last one holds all of it.
            var last = text.Length - Vector512<byte>.Count;
            if (last <= at + Vector512<byte>.Count)
            {
                found = InBlock(text, last, wanted, alternative);
                return found == 0 ? text.Length : last + BitOperations.TrailingZeroCount(found);
            }
        }

        return FindFar(text, at, wanted, alternative);
    }

    /// <summary>As <see cref="Find(ReadOnlySpan{byte}, int, byte)"/>, for what stands further away than 16 bytes and within 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindWithin32(ReadOnlySpan<byte> text, int at, byte wanted)
    {
        if (at <= text.Length - Vector256<byte>.Count)
        {
            var found = Vector256.Equals(Vector256.Create(text.Slice(at, Vector256<byte>.Count)), Vector256.Create(wanted)).ExtractMostSignificantBits();
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        return FindFar(text, at, wanted);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipDigits(ReadOnlySpan<byte> text, int at)
    {
        if (at <= text.Length - Vector128<byte>.Count)
        {
            var block = Vector128.Create(text.Slice(at, Vector128<byte>.Count)) - Vector128.Create((byte)'0');
            var found = Vector128.GreaterThan(block, Vector128.Create((byte)9)).ExtractMostSignificantBits();
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        var length = text[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? text.Length : at + length;
    }

    /// <summary>Where the spaces that stand at a place end; mostly there is one at the most.</summary>
    public static int SkipSpaces(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] == (byte)' ')
        {
            at++;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong InBlock(ReadOnlySpan<byte> text, int at, byte wanted, byte alternative)
    {
        var block = Vector512.Create(text.Slice(at, Vector512<byte>.Count));
        return (Vector512.Equals(block, Vector512.Create(wanted)) | Vector512.Equals(block, Vector512.Create(alternative))).ExtractMostSignificantBits();
    }

    private static int FindFar(ReadOnlySpan<byte> text, int at, byte wanted)
    {
        var length = text[at..].IndexOf(wanted);
        return length < 0 ? text.Length : at + length;
    }

    private static int FindFar(ReadOnlySpan<byte> text, int at, byte wanted, byte alternative)
    {
        var length = text[at..].IndexOfAny(wanted, alternative);
        return length < 0 ? text.Length : at + length;
    }
}
