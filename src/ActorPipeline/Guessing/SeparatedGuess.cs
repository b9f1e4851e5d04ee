using System.Globalization;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;

namespace ActorPipeline.Guessing;

/// <summary>Columns with a separator between, with or without a first line that names them.</summary>
internal static class SeparatedGuess
{
    public static IEnumerable<SourceDraft> Of(ReadOnlyMemory<byte> text) => ((char[])[',', ';', '\t', '|'])
        .Select(separator => (Separator: separator, Records: TextRecords.Of(text, (byte)separator).Take(SourceGuesser.MaxRecords).ToList()))
        .Select(cut => (cut.Separator, cut.Records, Columns: MostCommon(cut.Records.Select(record => CountColumns(record.Span, (byte)cut.Separator)))))
        .Where(cut => cut.Columns > 1)
        .OrderByDescending(cut => cut.Columns)
        .Select(cut => Draft(cut.Separator, cut.Records, cut.Columns))
        .OfType<SourceDraft>();

    private static SourceDraft? Draft(char separator, List<ReadOnlyMemory<byte>> records, int columns)
    {
        List<string> numbered = [.. Enumerable.Range(1, columns).Select(number => $"c{number}")];
        var values = RecordValues.Of(SourceDraft.OfColumns(EventFormat.Csv, numbered) with { Separator = separator }, records);
        var header = values.Count > 1 && IsHeader(values) ? values[0].OfType<string>().ToList() : null;
        var names = header ?? numbered;
        var data = values.Skip(header is null ? 0 : 1).ToList();
        var choice = new FieldChoice(FieldSample.OfColumns(names, data), data.Count);
        return choice.Key is not { } key ? null : new SourceDraft(
            SourceDraft.Of(EventFormat.Csv, choice.Time, choice.Fields) with { Separator = separator, Columns = names }, key, records)
        {
            HasHeader = header is not null,
            SpansLines = records.Any(record => record.Span.Contains((byte)'\n')),
        };
    }

    // Names that are neither numbers nor times, above a column that holds such.
    private static bool IsHeader(List<string?[]> values)
    {
        var first = values[0];
        return first.All(name => name is { Length: > 0 and <= 64 } && !IsNumber(name) && TimeGuess.PatternOf([name]) is null)
            && first.Distinct(StringComparer.Ordinal).Count() == first.Length
            && Enumerable.Range(0, first.Length).Any(column => values.Skip(1).Select(record => record[column]).OfType<string>().ToList() is { Count: > 0 } below
                && (below.TrueForAll(IsNumber) || TimeGuess.PatternOf(below) is not null));
    }

    private static bool IsNumber(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static int CountColumns(ReadOnlySpan<byte> record, byte separator)
    {
        var (columns, isQuoted, start, closed) = (1, false, 0, -1);
        for (var at = 0; at < record.Length; at++)
        {
            if (record[at] == (byte)'"')
            {
                // A quote opens a value at its start; behind a closing one it means itself.
                closed = isQuoted ? at : closed;
                isQuoted = !isQuoted && (at == start || closed == at - 1);
            }
            else if (record[at] == separator && !isQuoted)
            {
                columns++;
                start = at + 1;
            }
        }

        return columns;
    }

    private static int MostCommon(IEnumerable<int> counts) =>
        counts.GroupBy(count => count).OrderByDescending(group => group.Count()).Select(group => group.Key).FirstOrDefault();
}
