using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes a line of the combined log format, as a web server would have for the same visit.</summary>
internal sealed class AccessLogComposer(SourceDefinition source) : EventComposer(source)
{
    public override byte[] Compose(Func<string, string?> values, DateTimeOffset time)
    {
        var stamp = time.ToUniversalTime().ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
        var line = $"{Word(values, "ip", "-")} - {Word(values, "user", "-")} [{stamp} +0000] "
            + $"\"{Request(values)}\" {Word(values, "status", "200")} {Word(values, "bytes", "0")} "
            + $"\"{Escaped(values("referer") ?? "-")}\" \"{Escaped(values("agent") ?? "-")}\"";
        return Encoding.UTF8.GetBytes(line);
    }

    /// <summary>The request line.</summary>
    public static string Request(Func<string, string?> values) => $"{Word(values, "method", "GET")} {Target(values)} HTTP/1.1";

    public static string Target(Func<string, string?> values) => values("target") is null
        ? Word(values, "path", "/") + (values("query") is { Length: > 0 } query ? $"?{Escaped(query)}" : "")
        : Word(values, "target", "/");

    /// <summary>A value without spaces.</summary>
    public static string Word(Func<string, string?> values, string path, string otherwise) =>
        values(path) is { Length: > 0 } value ? Escaped(value).Replace(" ", "%20", StringComparison.Ordinal) : otherwise;

    /// <summary>What a server escapes itself, so that a value can neither end its quotes nor its line.</summary>
    public static string Escaped(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
