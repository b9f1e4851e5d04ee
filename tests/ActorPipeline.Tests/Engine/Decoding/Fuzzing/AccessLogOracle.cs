using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace ActorPipeline.Tests.Engine.Decoding.Fuzzing;

/// <summary>What regular expressions make of an access-log line; null when it is none.</summary>
internal static partial class AccessLogOracle
{
    public static readonly string[] Parts =
        ["ip", "identity", "user", "time", "method", "target", "path", "query", "protocol", "status", "bytes", "referer", "agent"];

    /// <summary>The parts that are there, as <c>part=value</c>.</summary>
    public static string? Read(byte[] record)
    {
        // One character a byte, so that the expressions see what the decoder sees.
        var line = LineBreak().Replace(Encoding.Latin1.GetString(record), "");
        var match = Line().Match(line);
        if (!Utf8.IsValid(record) || !match.Success)
        {
            return null;
        }

        var request = Request().Match(match.Groups["request"].Value);
        return string.Join(" | ", Parts
            .Select(part => (Name: part, Group: match.Groups[part].Success ? match.Groups[part] : request.Groups[part]))
            .Where(part => part.Group.Success && part.Group.Value is not ("" or "-"))
            .Select(part => $"{part.Name}={Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Unescape(part.Group.Value, part.Name)))}"));
    }

    private static string Unescape(string text, string part) =>
        part is "ip" or "identity" or "user" or "time" ? text : Escape().Replace(text, "$1");

    [GeneratedRegex("""^(?<ip>[^ ]+) (?<identity>[^ ]+) (?<user>[^ ]+) \[(?<time>[^\]]*)\] "(?<request>(?:[^"\\]|\\.)*)" (?<status>[0-9]{3}|-) (?<bytes>[0-9]+|-)(?: "(?<referer>(?:[^"\\]|\\.)*)" "(?<agent>(?:[^"\\]|\\.)*)")?\z""", RegexOptions.Singleline)]
    private static partial Regex Line();

    [GeneratedRegex("""^(?<method>[-!#$%&'*+.^_`|~0-9A-Za-z]+) (?:(?<target>(?<path>[^?]*)(?:\?(?<query>.*))?) (?<protocol>HTTP/[^ ]*)|(?<target>(?<path>[^? ]*)(?:\?(?<query>[^ ]*))?))\z(?<!^[^ ]+ )(?<!^[^ ]+  HTTP/[^ ]*)""", RegexOptions.Singleline)]
    private static partial Regex Request();

    [GeneratedRegex("(\r\n|\n|\r)\\z")]
    private static partial Regex LineBreak();

    [GeneratedRegex("""\\(["\\])""")]
    private static partial Regex Escape();
}
