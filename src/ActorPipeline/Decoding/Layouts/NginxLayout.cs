namespace ActorPipeline.Decoding.Layouts;

/// <summary>The notation of nginx's <c>log_format</c>: <c>$remote_addr - $remote_user [$time_local] "$request"</c>.</summary>
internal static class NginxLayout
{
    private const string PathAndQuery = "$uri$is_args$args";

    /// <summary>Whether a layout has a variable of nginx.</summary>
    public static bool IsOne(string text)
    {
        for (var at = text.IndexOf('$', StringComparison.Ordinal); at >= 0; at = text.IndexOf('$', at + 1))
        {
            if (at + 1 < text.Length && (IsOfName(text[at + 1]) || text[at + 1] == '{'))
            {
                return true;
            }
        }

        return false;
    }

    /// <exception cref="FormatException">It is no layout of nginx.</exception>
    public static IEnumerable<LayoutToken> Read(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var token = text[at] == '$' ? TakeVariable(text, at) : TakeText(text, at);
            yield return token;
            at += token.Text.Length;
        }
    }

    private static LayoutToken TakeText(string text, int at)
    {
        var end = text.IndexOf('$', at);
        return new LayoutToken(at, text[at..(end < 0 ? text.Length : end)]);
    }

    private static LayoutToken TakeVariable(string text, int at)
    {
        if (string.CompareOrdinal(text, at, PathAndQuery, 0, PathAndQuery.Length) == 0)
        {
            return new LayoutToken(at, PathAndQuery, "request_uri") { Part = AccessLogPart.Target, Request = LayoutRequest.Target };
        }

        var isBraced = at + 1 < text.Length && text[at + 1] == '{';
        var start = at + (isBraced ? 2 : 1);
        var end = start;
        while (end < text.Length && IsOfName(text[end]))
        {
            end++;
        }

        return end > start && (!isBraced || (end < text.Length && text[end] == '}'))
            ? Variable(at, text[at..(isBraced ? end + 1 : end)], text[start..end])
            : throw new FormatException($"the name of a variable behind $ at character {at + 1}, such as $request_time");
    }

    private static LayoutToken Variable(int at, string text, string name)
    {
        var token = new LayoutToken(at, text, name);
        return name switch
        {
            "remote_addr" => token with { Part = AccessLogPart.Ip },
            "remote_user" => token with { Part = AccessLogPart.User },
            "time_local" => token with { Part = AccessLogPart.Time, TimePattern = "apache" },
            "time_iso8601" => token with { Part = AccessLogPart.Time, TimePattern = "iso" },
            "msec" => token with { Part = AccessLogPart.Time, TimePattern = "unix" },
            "request" => token with { Part = AccessLogPart.Target, Request = LayoutRequest.Line },
            "request_uri" => token with { Part = AccessLogPart.Target, Request = LayoutRequest.Target },
            "request_method" => token with { Part = AccessLogPart.Method },
            "uri" or "document_uri" => token with { Part = AccessLogPart.Path },
            "args" or "query_string" => token with { Part = AccessLogPart.Query },
            "server_protocol" => token with { Part = AccessLogPart.Protocol },
            "status" => token with { Part = AccessLogPart.Status, IsNumber = true },
            "body_bytes_sent" or "bytes_sent" => token with { Part = AccessLogPart.Bytes, IsNumber = true },
            "http_referer" => token with { Part = AccessLogPart.Referer },
            "http_user_agent" => token with { Part = AccessLogPart.Agent },
            "host" or "http_host" or "server_name" => token with { Part = AccessLogPart.Vhost },
            "http_x_forwarded_for" => token with { Member = "forwarded_for" },
            "request_length" or "connection" or "connection_requests" or "server_port" or "remote_port" => token with { IsNumber = true },
            _ => token,
        };
    }

    private static bool IsOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';
}
