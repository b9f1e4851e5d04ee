using System.Text;
using ActorPipeline.Decoding.Layouts;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes a line of an access log, as a web server would have for the same visit: of its declared layout, or combined.</summary>
internal sealed class AccessLogComposer(SourceDefinition source) : EventComposer(source)
{
    private const string Combined =
        "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";

    private readonly AccessLogLayout _layout = AccessLogLayout.Parse(source.Layout ?? Combined);

    public override byte[] Compose(Func<string, string?> values, DateTimeOffset time)
    {
        var line = new StringBuilder();
        foreach (var step in _layout.Steps)
        {
            line.Append(Encoding.UTF8.GetString(step.Before)).Append(Value(step, values, time));
        }

        return Encoding.UTF8.GetBytes(line.Append(Encoding.UTF8.GetString(_layout.Tail)).ToString());
    }

    private string Value(LayoutStep step, Func<string, string?> values, DateTimeOffset time) => (AccessLogPart)step.Part switch
    {
        AccessLogPart.Time => EventTime.Format(time, new TimeDefinition(step.Name, _layout.TimePattern!, Source.Time.Zone)),
        AccessLogPart.Target when _layout.Request == LayoutRequest.Line => $"{Word(values, "method", "GET")} {Target(values)} HTTP/1.1",
        AccessLogPart.Target => Target(values),
        AccessLogPart.Path => Unquoted(step, Word(values, step.Name, "/")),
        AccessLogPart.Status => Unquoted(step, Word(values, step.Name, "200")),
        AccessLogPart.Bytes => Unquoted(step, Word(values, step.Name, "0")),
        _ when values(step.Name) is null && EventTime.ValueAt(step.Name, time, Source.Time) is { } clock => clock,
        _ when step.IsQuoted => Escaped(values(step.Name) ?? "-"),
        _ => Unquoted(step, Word(values, step.Name, "-")),
    };

    private static string Unquoted(LayoutStep step, string value)
    {
        var behind = Encoding.UTF8.GetString(step.Behind);
        return behind.Length == 0 || !value.Contains(behind, StringComparison.Ordinal)
            ? value
            : throw ProblemException.BadRequest("bad-value", $"{step.Name} holds '{behind}', which stands behind it in the layout");
    }

    private static string Target(Func<string, string?> values) => values("target") is null
        ? Word(values, "path", "/") + (values("query") is { Length: > 0 } query ? $"?{Escaped(query)}" : "")
        : Word(values, "target", "/");

    /// <summary>A value without spaces.</summary>
    private static string Word(Func<string, string?> values, string path, string otherwise) =>
        values(path) is { Length: > 0 } value ? Escaped(value).Replace(" ", "%20", StringComparison.Ordinal) : otherwise;

    /// <summary>What a server escapes itself, so that a value can neither end its quotes nor its line.</summary>
    private static string Escaped(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
