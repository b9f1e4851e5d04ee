using System.Text;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>The words dead letters are explained with. Only what cannot be decoded pays for them.</summary>
internal static class DecodeErrors
{
    private const int MostShown = 64;

    /// <summary>The record is larger than allowed.</summary>
    public static DecodeError TooLarge(int bytes, int most) => new("too-large", $"expected at most {most} bytes, found {bytes}");

    /// <summary>A field has no value.</summary>
    public static DecodeError Missing(WantedValue value) => new("missing-field", $"{value.Label}: expected a value, found none");

    /// <summary>Text is not UTF-8.</summary>
    /// <param name="place">What the text is: <c>record</c>, or a value's label.</param>
    /// <param name="text">The text.</param>
    public static DecodeError BadUtf8(string place, ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
        {
            at += used;
        }

        return new DecodeError("bad-utf8", $"{place}: expected UTF-8, found {ByteAt(text, at)} at byte {at}");
    }

    /// <summary>Something else was expected at a byte.</summary>
    public static DecodeError Expected(string code, string expected, ReadOnlySpan<byte> record, int at) =>
        new(code, $"expected {expected}, found {ByteAt(record, at)} at byte {at}");

    /// <summary>A value is not a time as its pattern says.</summary>
    public static DecodeError BadTime(WantedValue value, string pattern, ReadOnlySpan<byte> text) =>
        new("bad-time", $"{value.Label}: expected a time from 1970 to 9998 as {pattern}, found {Excerpt(text)}");

    /// <summary>A value for a message: in quotes, cut when it is long, without what is not text.</summary>
    public static string Excerpt(ReadOnlySpan<byte> text)
    {
        var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, MostShown)]);
        return text.Length > MostShown ? $"'{shown}…'" : $"'{shown}'";
    }

    private static string ByteAt(ReadOnlySpan<byte> text, int at) => at >= text.Length
        ? "the end"
        : text[at] is > 0x20 and < 0x7F ? $"'{(char)text[at]}'" : text[at] == ' ' ? "a space" : $"byte 0x{text[at]:X2}";
}
