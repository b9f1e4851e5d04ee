namespace ActorPipeline.Pbm.Output;

/// <summary>Writes RFC 4180: a header, all columns, CRLF.</summary>
internal static class CsvRenderer
{
    private const string NewLine = "\r\n";

    public static Task WriteAsync(TextWriter output, Section section, CancellationToken cancellationToken)
    {
        output.Write(Line(section.Columns.Select(column => column.Name)));
        return section.WriteAsync(
            output, item => output.Write(Line(section.Columns.Select(column => CellText.Plain(column.ValueIn(item))))), cancellationToken);
    }

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + NewLine;

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
