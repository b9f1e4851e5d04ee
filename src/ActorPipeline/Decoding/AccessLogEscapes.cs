namespace ActorPipeline.Decoding;

/// <summary>The escapes of an access log that stand for text whatever comes: <c>\"</c> and <c>\\</c>.</summary>
internal static class AccessLogEscapes
{
    /// <summary>The length of a part without these escapes.</summary>
    public static int TextLength(ReadOnlySpan<byte> written)
    {
        var length = 0;
        for (var at = 0; at < written.Length; at++, length++)
        {
            at += IsEscape(written, at) ? 1 : 0;
        }

        return length;
    }

    public static void Undo(ReadOnlySpan<byte> written, Span<byte> text)
    {
        var length = 0;
        for (var at = 0; at < written.Length; at++, length++)
        {
            at += IsEscape(written, at) ? 1 : 0;
            text[length] = written[at];
        }
    }

    private static bool IsEscape(ReadOnlySpan<byte> written, int at) =>
        written[at] == (byte)'\\' && at + 1 < written.Length && (written[at + 1] is (byte)'"' or (byte)'\\');
}
