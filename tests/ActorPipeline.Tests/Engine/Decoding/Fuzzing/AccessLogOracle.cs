using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorPipeline.Tests.Engine.Decoding.Fuzzing;

/// <summary>What regular expressions make of an access-log line; null when it is none.</summary>
internal static partial class AccessLogOracle
{
    public static readonly string[] Parts =
        ["ip", "identity", "user", "time", "method", "target", "path", "query", "protocol", "status", "bytes", "referer", "agent", "vhost"];

    private static readonly Encoding Text = Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new PercentFallback());

    /// <summary>The parts that are there, as <c>part=value</c>.</summary>
    public static string? Read(byte[] record)
    {
        // One character a byte, so that the expressions see what the decoder sees.
        var line = LineBreak().Replace(Encoding.Latin1.GetString(record), "");
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!ReadFront(line, found, out var behind) || Answer().Match(behind) is not { Success: true } answer || !ReadOrigin(answer.Groups["behind"].Value, found))
        {
            return null;
        }

        Take(answer, found, "time", "status", "bytes");
        Take(Request().Match(answer.Groups["request"].Value), found, "method", "target", "path", "query", "protocol");
        return string.Join(" | ", Parts
            .Where(part => found.GetValueOrDefault(part) is not (null or "" or "-"))
            .Select(part => $"{part}={TextOf(Unescape(found[part], part))}"));
    }

    /// <summary>The text of bytes that stand as one character each.</summary>
    public static string TextOf(string bytes) => Text.GetString(Encoding.Latin1.GetBytes(bytes));

    // Three words before the time; or more of them, where the first that is an address, or what stands before two others, counts.
    private static bool ReadFront(string line, Dictionary<string, string> found, out string behind)
    {
        if (ThreeWords().Match(line) is { Success: true } plain)
        {
            Take(plain, found, "ip", "identity", "user");
            behind = line[(plain.Length - 1)..];
            return true;
        }

        var front = Front().Match(line);
        behind = line[front.Length..];
        var words = Word().Matches(front.Value).ToList();
        if (words.Count >= 4 && !EndsList(words[0].Value) && !IsAddress(words[0].Value) && (IsAddress(words[1].Value) || Port().IsMatch(words[0].Value)))
        {
            found["vhost"] = words[0].Value;
            words.RemoveAt(0);
        }

        var ip = words.FirstOrDefault()?.Value ?? "";
        var rest = words.SkipWhile(word => EndsList(word.Value)).Skip(1).ToList();
        if (!front.Success || rest.Count < 2)
        {
            return false;
        }

        (found["ip"], found["identity"]) = (EndsList(ip) ? ip[..^1] : ip, rest[0].Value);
        found["user"] = front.Value[rest[1].Index..].TrimEnd(' ');
        return true;
    }

    private static bool ReadOrigin(string behind, Dictionary<string, string> found)
    {
        foreach (var part in (string[])["referer", "agent"])
        {
            if (!QuoteAhead().IsMatch(behind))
            {
                return true;
            }

            if (Quoted().Match(behind) is not { Success: true } quoted)
            {
                return false;
            }

            found[part] = quoted.Groups["text"].Value;
            behind = behind[quoted.Length..];
        }

        return true;
    }

    private static void Take(Match match, Dictionary<string, string> found, params string[] parts)
    {
        foreach (var part in parts)
        {
            found[part] = match.Groups[part].Value;
        }
    }

    private static bool EndsList(string word) => word.Length > 1 && word.EndsWith(',');

    private static bool IsAddress(string word) => !word.StartsWith('[') && IPAddress.TryParse(word.TrimEnd(','), out _);

    private static string Unescape(string text, string part) =>
        part is "ip" or "identity" or "user" or "time" or "vhost" ? text : Escape().Replace(text, "$1");

    [GeneratedRegex("""^(?<ip>[^ ]+) +(?<identity>[^ ]+) +(?<user>[^ ]+) +\[""")]
    private static partial Regex ThreeWords();

    [GeneratedRegex("""^(?:(?! \[[0-9]{2}/).)* (?=\[[0-9]{2}/)""", RegexOptions.Singleline)]
    private static partial Regex Front();

    [GeneratedRegex("[^ ]+")]
    private static partial Regex Word();

    [GeneratedRegex("^.+:0*([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])\\z", RegexOptions.Singleline)]
    private static partial Regex Port();

    [GeneratedRegex("""^\[(?<time>[^\]]*)\] +"(?<request>(?:[^"\\]|\\.)*)" +(?<status>[0-9]{3}|-) +(?<bytes>[0-9]+|-)(?<behind>(?: .*)?)\z""", RegexOptions.Singleline)]
    private static partial Regex Answer();

    [GeneratedRegex("^ +\"")]
    private static partial Regex QuoteAhead();

    [GeneratedRegex("^ +\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex("""^(?<method>[-!#$%&'*+.^_`|~0-9A-Za-z]+)(?> +)(?=[^ ])(?!HTTP/)(?:(?<target>(?<path>[^?]*)(?:\?(?<query>.*))?) (?<protocol>HTTP/[^ ]*)|(?<target>(?<path>[^? ]*)(?:\?(?<query>[^ ]*))?))\z""", RegexOptions.Singleline)]
    private static partial Regex Request();

    [GeneratedRegex("(\r\n|\n|\r)\\z")]
    private static partial Regex LineBreak();

    [GeneratedRegex("""\\(["\\])""")]
    private static partial Regex Escape();

    private sealed class PercentFallback : DecoderFallback
    {
        public override int MaxCharCount => 3 * 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new PercentBuffer();
    }

    private sealed class PercentBuffer : DecoderFallbackBuffer
    {
        private string _text = "";
        private int _at;

        public override int Remaining => _text.Length - _at;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (_text, _at) = (string.Concat(bytesUnknown.Select(one => string.Create(CultureInfo.InvariantCulture, $"%{one:X2}"))), 0);
            return true;
        }

        public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

        public override bool MovePrevious() => _at > 0 && _at-- > 0;
    }
}
