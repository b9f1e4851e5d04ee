using System.Globalization;
using ActorPipeline.Batches;
using ActorPipeline.Hashing;

namespace ActorPipeline.Intake;

/// <summary>What is kept of a value of a column that is too long: its beginning, and behind a mark (<c>…</c>) the hash of all of it, so that different
/// values stay different.</summary>
internal static class LongText
{
    private const int HashDigits = 16;

    private static ReadOnlySpan<byte> Mark => "…"u8;

    /// <summary>Cuts a value.</summary>
    /// <param name="value">One of more than <paramref name="maxBytes"/> bytes.</param>
    /// <param name="scratch">Where the result stands, until it is cleared.</param>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> value, int maxBytes, ByteWriter scratch)
    {
        var kept = Math.Max(0, maxBytes - Mark.Length - HashDigits);

        // Not inside a letter: bytes that go on with one begin with the bits 10.
        while (kept > 0 && (value[kept] & 0xC0) == 0x80)
        {
            kept--;
        }

        Span<byte> digits = stackalloc byte[HashDigits];
        Murmur3.Hash64(value).TryFormat(digits, out _, "x16", CultureInfo.InvariantCulture);
        scratch.Clear();
        scratch.Raw(value[..kept]);
        scratch.Raw(Mark);
        scratch.Raw<byte>(digits);
        return scratch.Written.Span;
    }
}
