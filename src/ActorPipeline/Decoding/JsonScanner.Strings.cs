using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorPipeline.Decoding;

internal ref partial struct JsonScanner
{
    /// <summary>Reads a string; false when it has no end, a control character or an invalid escape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakeString(out JsonString found)
    {
        var start = At + 1;
        var end = PlainEnd(start);
        if ((uint)end >= (uint)_text.Length || _text[end] != (byte)'"')
        {
            return TakeEscapedString(start, end, out found);
        }

        At = end + 1;
        found = new JsonString(start, end - start, end - start);
        return true;
    }

    public readonly ReadOnlySpan<byte> Written(in JsonString value) => _text.Slice(value.Start, value.Length);

    private bool TakeEscapedString(int start, int end, out JsonString found)
    {
        found = default;
        var saved = 0;
        while (end < _text.Length && _text[end] == (byte)'\\')
        {
            if (!JsonEscapes.TryRead(_text[end..], out var character, out var length))
            {
                At = end + length;
                return Fail("a valid escape");
            }

            saved += length - character.Utf8SequenceLength;
            end = PlainEnd(end + length);
        }

        At = end;
        if (end >= _text.Length || _text[end] != (byte)'"')
        {
            return Fail(end < _text.Length ? "control characters only as escapes" : "the end of a string");
        }

        At = end + 1;
        found = new JsonString(start, end - start, end - start - saved);
        return true;
    }

    /// <summary>The next byte from a place on that is a quote, a backslash or a control character; the text's length when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int PlainEnd(int at)
    {
        while (at <= _text.Length - Vector128<byte>.Count)
        {
            var special = Specials(Vector128.Create(_text.Slice(at, Vector128<byte>.Count)));
            if (special != 0)
            {
                return at + BitOperations.TrailingZeroCount(special);
            }

            at += Vector128<byte>.Count;
        }

        return PlainEndNearTheEnd(at);
    }

    private readonly int PlainEndNearTheEnd(int at)
    {
        while (at < _text.Length && _text[at] >= ' ' && _text[at] is not ((byte)'"' or (byte)'\\'))
        {
            at++;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Specials(Vector128<byte> block)
    {
        var special = Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))
            | Vector128.LessThan(block, Vector128.Create((byte)' '));
        return special.ExtractMostSignificantBits();
    }
}
