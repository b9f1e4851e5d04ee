using System.Text.Json;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Output;

/// <summary>Writes RFC 4180: a header, all columns, CRLF.</summary>
internal static class CsvRenderer
{
    private const string NewLine = "\r\n";

    /// <param name="isForTerminal">Spell out control characters, which programs want as they are.</param>
    public static Task WriteAsync(TextWriter output, Section section, bool isForTerminal, CancellationToken cancellationToken)
    {
        output.Write(Line(section.Columns.Select(column => Cell(column.Name, isForTerminal))));
        return section.WriteAsync(output, item => output.Write(Line(section.Columns.Select(column => Value(column, item)))), cancellationToken);

        string Value(Column column, JsonElement item) => Cell(column, column.ValueIn(item), isForTerminal);
    }

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells) + NewLine;

    private static string Cell(Column column, JsonElement? value, bool isForTerminal)
    {
        if (column.QuotesEmpty && value is { ValueKind: JsonValueKind.String } text && text.ValueEquals(""))
        {
            return "\"\"";
        }

        return Cell(CellText.Plain(value), isForTerminal);
    }

    private static string Cell(string plain, bool isForTerminal) => Quote(isForTerminal ? TerminalText.Escape(plain) : plain);

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
