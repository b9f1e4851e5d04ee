using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace ActorPipeline.Tests.Engine.Decoding.Fuzzing;

/// <summary>What splitting and a regular expression make of delimited and csv records; null when they are none.</summary>
internal static partial class ColumnOracle
{
    public static readonly string[] Columns = ["a", "b", "c"];

    public static string? ReadDelimited(byte[] record)
    {
        var line = LineBreak().Replace(Encoding.Latin1.GetString(record), "");
        return Utf8.IsValid(record) && !line.Contains('\n') ? Show(line.Split(';'), static value => value) : null;
    }

    public static string? ReadCsv(byte[] record)
    {
        var line = LineBreak().Replace(Encoding.Latin1.GetString(record), "");
        var match = Csv().Match(line);
        return Utf8.IsValid(record) && match.Success ? Show([.. match.Groups["value"].Captures.Select(capture => capture.Value)], Unquote) : null;
    }

    public static string? ReadW3c(byte[] record)
    {
        var line = LineBreak().Replace(Encoding.Latin1.GetString(record), "");
        if (!Utf8.IsValid(record))
        {
            return null;
        }

        if (line.StartsWith('#'))
        {
            return !line.StartsWith("#Fields:", StringComparison.Ordinal) || OwnFields().IsMatch(line) ? "nothing to count" : null;
        }

        var match = W3c().Match(line);
        return !match.Success || match.Groups["value"].Captures.Count != Columns.Length ? null : string.Join(" | ", match.Groups["value"].Captures
            .Zip(Columns)
            .Where(pair => pair.First.Value is not ("-" or "\"\""))
            .Select(pair => $"{pair.Second}={Text(QuotedW3c().IsMatch(pair.First.Value) ? Unquote(pair.First.Value) : pair.First.Value)}"));
    }

    private static string? Show(string[] values, Func<string, string> unquote) => values.Length != Columns.Length
        ? null
        : string.Join(" | ", values.Zip(Columns).Where(pair => pair.First.Length > 0).Select(pair => $"{pair.Second}={Text(unquote(pair.First))}"));

    private static string Text(string latin) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin));

    private static string Unquote(string value) => value.StartsWith('"') ? value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : value;

    [GeneratedRegex("""^(?<value>"(?:[^"]|"")*"|(?!")[^;\r\n]*)(?:;(?<value>"(?:[^"]|"")*"|(?!")[^;\r\n]*))*\z""")]
    private static partial Regex Csv();

    [GeneratedRegex("""^[ \t]*(?:(?<value>"(?>(?:[^"]|"")*)"(?=[ \t]|\z)|(?!"(?>(?:[^"]|"")*)"(?:[ \t]|\z))[^ \t\n]+)(?:[ \t]+|\z))*\z""")]
    private static partial Regex W3c();

    [GeneratedRegex("""^"(?>(?:[^"]|"")*)"\z""")]
    private static partial Regex QuotedW3c();

    [GeneratedRegex(@"^#Fields:[ \t]*a[ \t]+b[ \t]+c[ \t]*\z")]
    private static partial Regex OwnFields();

    [GeneratedRegex("(\r\n|\n|\r)\\z")]
    private static partial Regex LineBreak();
}
