using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ActorPipeline.Decoding.Time;

namespace ActorPipeline.Guessing;

/// <summary>Reads the layout of an access log off one of its lines, by what its values look like.</summary>
internal sealed partial class LayoutGuess
{
    private static readonly TimePattern Iso = TimePattern.Compile("iso", "UTC");

    private readonly TimePattern _apache = TimePattern.Compile("apache", "UTC");
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly StringBuilder _layout = new();

    private LayoutGuess()
    {
    }

    private bool IsAccessLog => HasTime && HasRequest;

    private bool HasTime => _used.Contains("time_local") || _used.Contains("time_iso8601") || _used.Contains("msec");

    private bool HasRequest => _used.Contains("request") || _used.Contains("request_uri") || (_used.Contains("remote_addr") && _used.Contains("status"));

    /// <summary>The layout in nginx's notation; null where the line is none of an access log.</summary>
    public static string? Of(string line)
    {
        var guess = new LayoutGuess();
        foreach (Match token in Token().Matches(line))
        {
            guess.Add(token);
        }

        return guess.IsAccessLog ? guess._layout.ToString() : null;
    }

    private void Add(Match token)
    {
        var (name, text) = (token.Groups["name"].Value, token.Groups["text"].Value);
        var (open, close) = text switch
        {
            ['"', .., '"'] => ("\"", "\""),
            ['[', .., ']'] when !IPAddress.TryParse(text, out _) => ("[", "]"),
            _ => ("", ""),
        };
        var inner = text[open.Length..^close.Length];
        var variable = name.Length > 0 ? name[..^1].ToLowerInvariant() : Variable(inner, open.Length > 0);
        for (var number = 1; !_used.Add(variable); number++)
        {
            variable = $"value_{number}";
        }

        _layout.Append(_layout.Length > 0 ? " " : "").Append(name).Append(open).Append('$').Append(variable).Append(close);
    }

    private string Variable(string value, bool isQuoted)
    {
        var hasRequest = _used.Contains("request") || _used.Contains("request_uri");
        var bytes = Encoding.UTF8.GetBytes(value);
        return value switch
        {
            _ when Request().IsMatch(value) => "request",
            _ when _apache.TryParse(bytes, out _) => "time_local",
            _ when value.Length > 10 && Iso.TryParse(bytes, out _) => "time_iso8601",
            _ when UnixTime().IsMatch(value) => "msec",
            _ when IsAddress(value) => _used.Contains("remote_addr") ? "value_1" : "remote_addr",
            _ when hasRequest && Status().IsMatch(value) && !_used.Contains("status") => "status",
            _ when hasRequest && _used.Contains("status") && Digits().IsMatch(value) && !_used.Contains("body_bytes_sent") => "body_bytes_sent",
            _ when Fraction().IsMatch(value) => "request_time",
            ['h', 't', 't', 'p', ..] when value.Contains("://", StringComparison.Ordinal) => "http_referer",
            _ when isQuoted && Agent().IsMatch(value) => "http_user_agent",
            ['/', ..] when !hasRequest => "request_uri",
            _ when Host().IsMatch(value) => "host",
            _ => "value_1",
        };
    }

    // Numbers and fractions are addresses, too, to those who wrote the rules for IPv4.
    private static bool IsAddress(string value) =>
        (value.Contains(':', StringComparison.Ordinal) || value.Count(letter => letter == '.') == 3) && IPAddress.TryParse(value, out _);

    // A bracket or quote takes what is in it together; a name before an equals sign belongs to the value behind.
    [GeneratedRegex("""(?<name>[A-Za-z_][A-Za-z0-9_]*=)?(?<text>"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^ ]+)""")]
    private static partial Regex Token();

    [GeneratedRegex("^[A-Z]+ [^ ]+ HTTP/")]
    private static partial Regex Request();

    [GeneratedRegex(@"^[0-9]{10}\.[0-9]{3}$")]
    private static partial Regex UnixTime();

    [GeneratedRegex("^[1-5][0-9]{2}$")]
    private static partial Regex Status();

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[0-9]{1,6}\.[0-9]+$")]
    private static partial Regex Fraction();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9._-]*/[0-9]")]
    private static partial Regex Agent();

    [GeneratedRegex(@"^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::[0-9]+)?$")]
    private static partial Regex Host();
}
