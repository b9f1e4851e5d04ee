using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes a line of the W3C extended log format.</summary>
internal sealed class W3cComposer(SourceDefinition source) : EventComposer(source)
{
    public override byte[] Compose(Func<string, string?> values, DateTimeOffset time) => Encoding.UTF8.GetBytes(string.Join(
        ' ',
        Source.Columns.Select(column => Cell(column, values(column) ?? EventTime.ValueAt(column, time, Source.Time) ?? ""))));

    private static string Cell(string column, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n'))
        {
            throw ProblemException.BadRequest("bad-value", $"{column} holds a line break");
        }

        // One that would be read as a quote, a directive, or more than one value.
        return value is ['"' or '#', ..] || value.AsSpan().ContainsAny(' ', '\t')
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value.Length == 0 ? "-" : value;
    }
}
