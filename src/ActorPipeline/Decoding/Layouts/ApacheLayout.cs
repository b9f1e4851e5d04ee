using System.Text.RegularExpressions;

namespace ActorPipeline.Decoding.Layouts;

/// <summary>The notation of Apache's <c>LogFormat</c>: <c>%h %l %u %t "%r" %&gt;s %b "%{Referer}i"</c>.</summary>
internal static partial class ApacheLayout
{
    /// <exception cref="FormatException">It is no layout of Apache.</exception>
    public static IEnumerable<LayoutToken> Read(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '%')
            {
                var end = text.IndexOf('%', at);
                end = end < 0 ? text.Length : end;
                yield return new LayoutToken(at, text[at..end]);
                at = end;
                continue;
            }

            var directive = Directive().Match(text, at);
            if (!directive.Success)
            {
                throw new FormatException($"a directive of LogFormat at character {at + 1}, such as %h or %{{Referer}}i, or %% for a percent sign");
            }

            foreach (var token in TokensOf(directive))
            {
                yield return token;
            }

            at += directive.Length;
        }
    }

    private static LayoutToken[] TokensOf(Match directive)
    {
        var (at, text, letter) = (directive.Index, directive.Value, directive.Groups["letter"].Value + directive.Groups["query"].Value);
        if (letter == "%")
        {
            return [new LayoutToken(at, "%")];
        }

        var parameter = directive.Groups["parameter"];
        var token = new LayoutToken(at, text, "");
        return letter == "t"
            ? Time(token, parameter.Value)
            : [(parameter.Success ? WithParameter(token, letter, parameter.Value) : Plain(token, letter)) ?? throw Unknown(token)];
    }

    private static LayoutToken? Plain(LayoutToken token, string letter) => letter switch
    {
        "h" or "a" => token with { Member = "remote_addr", Part = AccessLogPart.Ip },
        "l" => token with { Member = "identity", Part = AccessLogPart.Identity },
        "u" => token with { Member = "remote_user", Part = AccessLogPart.User },
        "r" => token with { Member = "request", Part = AccessLogPart.Target, Request = LayoutRequest.Line },
        "Uq" => token with { Member = "request_uri", Part = AccessLogPart.Target, Request = LayoutRequest.Target },
        "m" => token with { Member = "request_method", Part = AccessLogPart.Method },
        "U" => token with { Member = "uri", Part = AccessLogPart.Path },
        "q" => token with { Member = "args", Part = AccessLogPart.Query },
        "H" => token with { Member = "server_protocol", Part = AccessLogPart.Protocol },
        "s" => token with { Member = "status", Part = AccessLogPart.Status, IsNumber = true },
        "b" or "B" => token with { Member = "body_bytes_sent", Part = AccessLogPart.Bytes, IsNumber = true },
        "O" => token with { Member = "bytes_sent", Part = AccessLogPart.Bytes, IsNumber = true },
        "I" => token with { Member = "bytes_received", IsNumber = true },
        "S" => token with { Member = "bytes_transferred", IsNumber = true },
        "v" or "V" => token with { Member = "server_name", Part = AccessLogPart.Vhost },
        "D" => token with { Member = "request_time_us", IsNumber = true },
        "T" => token with { Member = "request_time", IsNumber = true },
        "p" => token with { Member = "port", IsNumber = true },
        "P" => token with { Member = "process", IsNumber = true },
        "k" => token with { Member = "keepalive_requests", IsNumber = true },
        "A" => token with { Member = "local_ip" },
        "f" => token with { Member = "filename" },
        "L" => token with { Member = "log_id" },
        "R" => token with { Member = "handler" },
        "X" => token with { Member = "connection_status" },
        _ => null,
    };

    private static LayoutToken? WithParameter(LayoutToken token, string letter, string parameter) => (letter, parameter.ToLowerInvariant()) switch
    {
        ("i", "referer") => token with { Member = "http_referer", Part = AccessLogPart.Referer },
        ("i", "user-agent") => token with { Member = "http_user_agent", Part = AccessLogPart.Agent },
        ("i", "host") => token with { Member = "http_host", Part = AccessLogPart.Vhost },
        ("i", "x-forwarded-for") => token with { Member = "forwarded_for" },
        ("i", var header) => token with { Member = Named("http", header) },
        ("o", var header) => token with { Member = Named("sent_http", header) },
        ("C", var cookie) => token with { Member = Named("cookie", cookie) },
        ("e", var variable) => token with { Member = Named("env", variable) },
        ("n", var note) => token with { Member = Named("note", note) },
        ("x", var variable) => token with { Member = Named("ssl", variable.StartsWith("ssl_", StringComparison.Ordinal) ? variable[4..] : variable) },
        ("a", "c") => token with { Member = "peer_addr", Part = AccessLogPart.Ip },
        ("T", "s") => token with { Member = "request_time", IsNumber = true },
        ("T", "ms" or "us") => token with { Member = $"request_time_{parameter}", IsNumber = true },
        ("p", "canonical" or "local" or "remote") => token with { Member = $"{parameter}_port", IsNumber = true },
        ("P", "pid" or "tid" or "hextid") => token with { Member = parameter },
        _ => null,
    };

    private static LayoutToken[] Time(LayoutToken token, string parameter)
    {
        var time = token with { Member = "time", Part = AccessLogPart.Time };
        if (parameter.Length == 0)
        {
            return [new LayoutToken(token.At, "["), time with { TimePattern = "apache" }, new LayoutToken(token.At, "]")];
        }

        var format = parameter.StartsWith("begin:", StringComparison.Ordinal) || parameter.StartsWith("end:", StringComparison.Ordinal)
            ? parameter[(parameter.IndexOf(':', StringComparison.Ordinal) + 1)..]
            : parameter;
        return [time with { TimePattern = PatternOf(format) ?? throw Unknown(token) }];
    }

    private static string? PatternOf(string format) => format switch
    {
        "" => "apache",
        "sec" => "unix",
        "msec" => "unix-ms",
        "usec" => "auto",
        _ => format.Contains('%', StringComparison.Ordinal) ? StrftimePattern.Convert(format) : null,
    };

    private static string Named(string kind, string name) => $"{kind}_{NotOfName().Replace(name, "_")}";

    private static FormatException Unknown(LayoutToken token) =>
        new($"a directive of LogFormat that is known here; {token.Text} at character {token.At + 1} is not (docs/formats-in.md lists them)");

    // Modifiers by status (%400,501{..}i, %!200..) and for redirected requests (%>s) do not change how a value is written.
    [GeneratedRegex(@"\G%(?:(?<letter>%)|(?<letter>U)%(?<query>q)|(?:!?[0-9,]+)?[<>]?(?:\{(?<parameter>[^}]*)\})?(?<letter>[A-Za-z]))")]
    private static partial Regex Directive();

    [GeneratedRegex("[^a-z0-9]")]
    private static partial Regex NotOfName();
}
