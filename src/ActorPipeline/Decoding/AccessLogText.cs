using System.Buffers;
using System.Text;

namespace ActorPipeline.Decoding;

/// <summary>The text of a part of an access log as it is written there: in quotes <c>\"</c> and <c>\\</c> are undone; a byte that is no UTF-8 becomes
/// <c>%XX</c>.</summary>
internal static class AccessLogText
{
    private const int PercentLength = 3;

    /// <summary>The length of a part's text in bytes.</summary>
    /// <param name="hasEscapes">Whether it stands in quotes, where a backslash may escape.</param>
    public static int Length(ReadOnlySpan<byte> written, bool hasEscapes)
    {
        var length = 0;
        for (var at = 0; at < written.Length;)
        {
            at += hasEscapes && IsEscape(written, at) ? 1 : 0;
            var isText = TryTake(written[at..], out var used);
            length += isText ? used : used * PercentLength;
            at += used;
        }

        return length;
    }

    /// <summary>Writes a part's text.</summary>
    /// <param name="text">As long as <see cref="Length"/> says.</param>
    public static void Write(ReadOnlySpan<byte> written, bool hasEscapes, Span<byte> text)
    {
        for (var at = 0; at < written.Length;)
        {
            at += hasEscapes && IsEscape(written, at) ? 1 : 0;
            var isText = TryTake(written[at..], out var used);
            text = isText ? Copy(written.Slice(at, used), text) : Percent(written.Slice(at, used), text);
            at += used;
        }
    }

    private static bool IsEscape(ReadOnlySpan<byte> written, int at) =>
        written[at] == (byte)'\\' && at + 1 < written.Length && (written[at + 1] is (byte)'"' or (byte)'\\');

    private static bool TryTake(ReadOnlySpan<byte> written, out int used)
    {
        used = 1;
        return written[0] < 0x80 || Rune.DecodeFromUtf8(written, out _, out used) == OperationStatus.Done;
    }

    private static Span<byte> Copy(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        bytes.CopyTo(text);
        return text[bytes.Length..];
    }

    private static Span<byte> Percent(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        foreach (var one in bytes)
        {
            text[0] = (byte)'%';
            Convert.TryToHexString([one], text.Slice(1, 2), out _);
            text = text[PercentLength..];
        }

        return text;
    }
}
