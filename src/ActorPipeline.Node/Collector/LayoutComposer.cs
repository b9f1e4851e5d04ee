using System.Text;
using ActorPipeline.Decoding.Layouts;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes a line of a declared access-log layout.</summary>
internal sealed class LayoutComposer(SourceDefinition source, AccessLogLayout layout) : EventComposer(source)
{
    private const int Target = (int)AccessLogPart.Target;

    public override byte[] Compose(Func<string, string?> values, DateTimeOffset time)
    {
        var line = new StringBuilder();
        foreach (var step in layout.Steps)
        {
            line.Append(Encoding.UTF8.GetString(step.Before)).Append(Value(step, values, time));
        }

        return Encoding.UTF8.GetBytes(line.Append(Encoding.UTF8.GetString(layout.Tail)).ToString());
    }

    private string Value(LayoutStep step, Func<string, string?> values, DateTimeOffset time)
    {
        if (step.Part == Target && layout.Request != LayoutRequest.None)
        {
            return layout.Request == LayoutRequest.Line ? AccessLogComposer.Request(values) : AccessLogComposer.Target(values);
        }

        if (EventTime.ValueAt(step.Name, time, Source.Time) is { } clock && values(step.Name) is null)
        {
            return clock;
        }

        if (step.IsQuoted)
        {
            return AccessLogComposer.Escaped(values(step.Name) ?? "-");
        }

        var value = AccessLogComposer.Word(values, step.Name, step.Part == (int)AccessLogPart.Path ? "/" : "-");
        var behind = Encoding.UTF8.GetString(step.Behind);
        return behind.Length == 0 || !value.Contains(behind, StringComparison.Ordinal)
            ? value
            : throw ProblemException.BadRequest("bad-value", $"{step.Name} holds '{behind}', which stands behind it in the layout");
    }
}
