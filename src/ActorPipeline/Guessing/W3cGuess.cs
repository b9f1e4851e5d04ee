using System.Text;
using ActorPipeline.Definitions;

namespace ActorPipeline.Guessing;

/// <summary>The W3C extended format, whose <c>#Fields:</c> line names its columns.</summary>
internal static class W3cGuess
{
    private const string Fields = "#Fields:";

    public static IEnumerable<SourceDraft> Of(IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        var directive = lines.Select(line => line.Span[0] == (byte)'#' ? Encoding.UTF8.GetString(line.Span) : "")
            .FirstOrDefault(line => line.StartsWith(Fields, StringComparison.Ordinal));
        string[] columns = directive?[Fields.Length..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (columns.Length == 0 || columns.Distinct(StringComparer.Ordinal).Count() < columns.Length)
        {
            yield break;
        }

        var records = RecordValues.Of(SourceDraft.OfColumns(EventFormat.W3c, columns), lines);
        var choice = new FieldChoice(FieldSample.OfColumns(columns, records), records.Count);
        if (choice.Key is { } key)
        {
            yield return new SourceDraft(SourceDraft.Of(EventFormat.W3c, choice.Time, choice.Fields) with { Columns = columns }, key, lines);
        }
    }
}
