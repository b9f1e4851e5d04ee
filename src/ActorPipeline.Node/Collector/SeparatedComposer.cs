using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes a delimited or CSV record.</summary>
internal sealed class SeparatedComposer(SourceDefinition source) : EventComposer(source)
{
    public override byte[] Compose(Func<string, string?> values, DateTimeOffset time) => Encoding.UTF8.GetBytes(string.Join(
        Source.Separator,
        Source.Columns.Select(column => Cell(column, values(column) ?? EventTime.ValueAt(column, time, Source.Time) ?? ""))));

    private string Cell(string column, string value)
    {
        var breaks = value.AsSpan().IndexOfAny(Source.Separator, '\r', '\n') >= 0;
        if (Source.Format == EventFormat.Csv)
        {
            return breaks || value.Contains('"', StringComparison.Ordinal) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
        }

        return breaks ? throw ProblemException.BadRequest("bad-value", $"{column} holds the separator {Source.Separator} or a line break") : value;
    }
}
