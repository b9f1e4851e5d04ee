namespace ActorPipeline.Decoding;

/// <summary>Text in quotes in which a doubled quote means one.</summary>
internal static class QuotedText
{
    /// <param name="text">As long as the value without one of each two quotes.</param>
    public static void Undouble(ReadOnlySpan<byte> value, Span<byte> text)
    {
        while (value.IndexOf((byte)'"') is >= 0 and var quote)
        {
            value[..(quote + 1)].CopyTo(text);
            text = text[(quote + 1)..];
            value = value[(quote + 2)..];
        }

        value.CopyTo(text);
    }
}
