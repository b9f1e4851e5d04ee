using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

/// <summary>Writes RFC 4180: a header, all columns, CRLF.</summary>
internal static class CsvRenderer
{
    private const string NewLine = "\r\n";

    public static Task WriteAsync(TextWriter output, Section section, CancellationToken cancellationToken)
    {
        output.Write(Line(section.Columns.Select(column => Cell(column.Name))));
        return section.WriteAsync(output, item => output.Write(Line(section.Columns.Select(column => Cell(column, column.ValueIn(item))))), cancellationToken);
    }

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells) + NewLine;

    private static string Cell(Column column, JsonElement? value) =>
        column.QuotesEmpty && value is { ValueKind: JsonValueKind.String } text && text.ValueEquals("") ? "\"\"" : Cell(CellText.Plain(value));

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
