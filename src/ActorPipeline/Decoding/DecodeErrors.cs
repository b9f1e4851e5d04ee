using System.Text;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>The words dead letters are explained with. Only what cannot be decoded pays for them.</summary>
internal static class DecodeErrors
{
    private const int MostShown = 64;

    public static DecodeError TooLarge(int bytes, int most) => new("too-large", $"expected at most {most} bytes, found {bytes}");

    public static DecodeError Missing(WantedValue value) => new("missing-field", $"{value.Label}: expected a value, found none");

    public static DecodeError BadUtf8(string place, ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
        {
            at += used;
        }

        return new DecodeError("bad-utf8", $"{place}: expected UTF-8, found {ByteAt(text, at)} at byte {at}");
    }

    public static DecodeError Expected(string code, string expected, ReadOnlySpan<byte> record, int at) =>
        new(code, $"expected {expected}, found {ByteAt(record, at)} at byte {at}");

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
