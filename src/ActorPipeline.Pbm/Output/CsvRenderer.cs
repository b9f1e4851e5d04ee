namespace ActorPipeline.Pbm.Output;

/// <summary>Writes RFC 4180: a header, all columns, CRLF.</summary>
internal static class CsvRenderer
{
    private const string NewLine = "\r\n";

    public static async Task WriteAsync(TextWriter output, Section section, CancellationToken cancellationToken)
    {
        await output.WriteAsync(Line(section.Columns.Select(column => column.Name)));
        await foreach (var item in section.Items.WithCancellation(cancellationToken))
        {
            await output.WriteAsync(Line(section.Columns.Select(column => CellText.Plain(column.ValueIn(item)))));
            if (section.IsLive)
            {
                await output.FlushAsync(cancellationToken);
            }
        }
    }

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + NewLine;

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
