namespace ActorPipeline.Decoding;

/// <summary>Cuts text into records: lines, or the records of RFC 4180, in which quotes may hold line breaks.</summary>
internal static class TextRecords
{
    /// <summary>The records in order, as slices of the text, without their line breaks; lines that are empty or blank are none.</summary>
    /// <param name="separator">What parts the values of RFC 4180; null for lines.</param>
    /// <remarks>A machine that lost power leaves NULs where a line was being written: they are none of the line that follows.</remarks>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> text, byte? separator)
    {
        var records = new CsvRecordEnd(separator ?? 0);
        while (!text.IsEmpty)
        {
            var end = separator is null ? text.Span.IndexOf((byte)'\n') + 1 : records.Find(text.Span);
            end = end > 0 ? end : text.Length;
            var line = text[..end].TrimStart("\0"u8);
            line = (line.Span.EndsWith("\n"u8) ? line[..^1] : line).TrimEnd("\r"u8);
            if (!line.Span.Trim(" \t"u8).IsEmpty)
            {
                yield return line;
            }

            text = text[end..];
        }
    }
}
