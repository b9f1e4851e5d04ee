using System.Text;
using System.Text.RegularExpressions;

namespace ActorPipeline.Tests.Engine.Decoding.Fuzzing;

/// <summary>What a regular expression made of a layout reads in its lines: each value up to the first place where what stands behind it begins.</summary>
internal sealed class LayoutOracle
{
    // Apache's and nginx's words for the same.
    private static readonly Dictionary<string, string> NamesOf = new(StringComparer.Ordinal)
    {
        ["$remote_addr"] = "ip",
        ["%h"] = "ip",
        ["$remote_user"] = "user",
        ["%u"] = "user",
        ["$time_local"] = "time",
        ["$http_referer"] = "referer",
        ["%{Referer}i"] = "referer",
        ["$http_user_agent"] = "agent",
        ["%{User-Agent}i"] = "agent",
        ["$status"] = "status",
        ["%s"] = "status",
        ["$body_bytes_sent"] = "bytes",
        ["%b"] = "bytes",
        ["$host"] = "vhost",
        ["%v"] = "vhost",
        ["$request_time"] = "request_time",
        ["%{ms}T"] = "request_time_ms",
        ["$upstream_addr"] = "upstream_addr",
        ["%f"] = "filename",
        ["$http_x_forwarded_for"] = "forwarded_for",
        ["%{X-Forwarded-For}i"] = "forwarded_for",
    };

    private static readonly HashSet<string> Numbers = ["status", "bytes", "request_time_ms"];

    private readonly Regex _line;
    private readonly HashSet<string> _quoted = [];

    private LayoutOracle(string layout)
    {
        var pieces = Regex.Split(layout, @"(\$[a-z_]+|%(?:\{[^}]*\})?[A-Za-z])");
        var expression = new StringBuilder("^").Append(Literal(pieces[0]));
        for (var i = 1; i < pieces.Length; i += 2)
        {
            var (name, behind) = (NamesOf[pieces[i]], pieces[i + 1]);
            Names.Add(name);
            var isQuoted = pieces[i - 1].EndsWith('"') && behind.StartsWith('"');
            _quoted.UnionWith(isQuoted ? [name] : []);
            expression.Append(isQuoted ? $"(?<{name}>(?>(?:[^\"\\\\]|\\\\.)*))" : Plain(name, behind)).Append(Literal(behind));
        }

        _line = new Regex(expression.Append("(?: .*)?\\z").ToString(), RegexOptions.Singleline);
    }

    public List<string> Names { get; } = [];

    public static LayoutOracle Of(string layout) => new(layout);

    /// <summary>The values that are there, as <c>name=value</c>; null for a line that is none.</summary>
    public string? Read(byte[] record)
    {
        var match = _line.Match(Regex.Replace(Encoding.Latin1.GetString(record), "(\r\n|\n|\r)\\z", ""));
        return !match.Success || Names.Exists(name => Numbers.Contains(name) && !Regex.IsMatch(match.Groups[name].Value, "^(?:[0-9]+|-|)\\z"))
            ? null
            : string.Join(" | ", Names.Where(name => match.Groups[name].Value is not ("" or "-")).Select(name => $"{name}={Text(name, match.Groups[name].Value)}"));
    }

    private string Text(string name, string value) => AccessLogOracle.TextOf(_quoted.Contains(name) ? Regex.Replace(value, "\\\\([\"\\\\])", "$1") : value);

    // Spaces behind a comma part the items of a list.
    private static string Plain(string name, string behind)
    {
        var end = behind.Length == 0 ? " " : Literal(behind);
        return behind.Length == 0 || behind[0] == ' ' ? $"(?<{name}>(?>(?:(?<=,) +|(?!{end}).)*))" : $"(?<{name}>(?>(?:(?!{end}).)*))";
    }

    private static string Literal(string text) => Regex.Replace(Regex.Escape(text), "(?:\\\\ )+", "(?> +)");
}
