using System.Globalization;
using System.Text;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding.Fuzzing;

/// <summary>Damaged records: the decoders throw for none, and give and refuse what an oracle does.</summary>
public class DecoderFuzzTests(ITestOutputHelper output)
{
    private const int DefaultInputs = 20_000;

    private static readonly string[] JsonPaths = ["a", "b.c", "b.d.e", "ü"];

    [Fact]
    public void Json_is_judged_as_by_JsonDocument() => Run(
        Sources.Json([.. JsonPaths.Select(path => $"{path}?")]),
        record => JsonOracle.Read(record, JsonPaths),
        [
            """{"a":"x","b":{"c":1,"d":{"e":true}},"ü":null}""",
            """{"b":{"d":{"e":-1.5e+3,"f":[1,{},[]]},"c":"a longer text than one block of bytes"},"a":"\ud83d\ude00\u00e9\n\"\\"}""",
            """{ "x" : [ { "a" : 1 } , "]" , 0 , 0.0 , false ] , "\u0061" : "escaped name" , "\u00fc" : 7 }""",
            "{\"a\":\"é😀\"}\r\n",
            """[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]""",
            """{"x":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}""",
            """{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}}}}}}}""",
            """{"c":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}}}}}},"a":2}""",
        ],
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\ude00", "\\u0000", "\\u+123", "\0", "\t", "\u007f", " ", "\n", "\uFEFF", "é",
            "null", "true", "nul", "1", "-", "0", "01", ".", "e", "E+", "1e5", "\"a\":", "\"b\":", "\"b\":{", "\"c\":1,", "\"d\":{\"e\":", "/*", "//", "'", "[[[[", "{\"a\":{\"a\":",
        ]);

    [Fact]
    public void Access_log_lines_are_judged_as_by_regular_expressions() => Run(
        Sources.AccessLog([.. AccessLogOracle.Parts.Select(part => $"{part}?")]),
        AccessLogOracle.Read,
        [.. File.ReadLines(AccessLogSampleTests.Sample).Take(20),
            """1.2.3.4 id bob [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 1""",
            """::1 - - [t] "-" 408 - "-" "-" """.TrimEnd(' '),
            """::1 - - [t] "PUT /\"q\"\\?\"x HTTP/2" 200 1 "say \"hi\" \\ \xe9" "\\" """.TrimEnd(' '),
            "::1 - - [t] \"OPTIONS * HTTP/1.0\" 200 -\r\n",
            """shop.example:443 192.0.2.10 - - [06/Mar/2024:09:15:01 +0000] "GET /basket HTTP/1.1" 200 812 "-" "probe/1" """,
            """192.0.2.10, 198.51.100.2, ::1 -  john smith [06/Mar/2024:09:15:01 +0000] "GET  /dbl HTTP/1.1" 400 9 "-" "m" "sid=1" 0.004"""],
        ["\"", ",", ", ", ":80", " [01/", "::1 ", "\\", "\\\"", " ", "  ", "-", "[", "]", "?", " HTTP/1.1", "HTTP/", "HTTP/ .1", "GET ", "200", "é", "\n", "\r", "\0", "/"]);

    [Theory]
    [InlineData("$remote_addr - $remote_user [$time_local] \"$http_referer\" $status $request_time")]
    [InlineData("%v|%h \"%{User-Agent}i\";%s  %f")]
    public void Lines_of_a_layout_are_judged_as_by_a_regular_expression(string layout)
    {
        var oracle = LayoutOracle.Of(layout);
        Run(
            Sources.AccessLog([.. oracle.Names.Select(name => $"{name}?")]) with { Layout = layout },
            oracle.Read,
            [
                """192.0.2.10 - ann [06/Mar/2024:09:15:01 +0000] "https://shop.example/" 200 0.004""",
                """192.0.2.10, ::1 -  john smith [t]  "say \"hi\" \\ \xe9"  -  0.004,  0.005 and more""",
                """shop.example|::1 "probe/1 (\"x\") é";304  /srv/www/a""",
                """a|b, c "";- f,  g behind""",
            ],
            ["\"", "\\", "\\\"", " ", "  ", ",", ", ", "|", ";", "[", "] ", " - ", " [", "-", "200", "x", "é", "\n", "\r"]);
    }

    [Fact]
    public void W3C_lines_are_judged_as_by_a_regular_expression() => Run(
        Sources.Columns(EventFormat.W3c, "a b c", "a?", "b?", "c?"),
        ColumnOracle.ReadW3c,
        ["x 2 z", "x\t-\t\"a longer text, \"\"quoted\"\", than one block\"\r\n", " é  \"\" \"odd ", "\"q\" w -", "#Date: x", "#Fields: a b c", "#Fields: a b"],
        [" ", "\t", "\"", "\"\"", "\" ", " \"", "-", " - ", "#", "#Fields:", " a", " b", " c", "é", "\n", "\r"]);

    [Fact]
    public void Delimited_records_are_judged_as_by_splitting() => Run(
        Sources.Columns(EventFormat.Delimited, "a b c", "a?", "b?", "c?"),
        ColumnOracle.ReadDelimited,
        ["x;2;z", "a longer text than one block of bytes;é;\r\n", ";;", "x;2"],
        [";", "\n", "\r", "\"", "é", "x"]);

    [Fact]
    public void Csv_records_are_judged_as_by_a_regular_expression() => Run(
        Sources.Columns(EventFormat.Csv, "a b c", "a?", "b?", "c?"),
        ColumnOracle.ReadCsv,
        ["x;2;z", "\"x;y\";2;\"line\r\nbreak\"\r\n", "\"say \"\"hi\"\"\";;\"\"", "\"\"\"\";\"\"\"é\"\"\";\"z\""],
        [";", "\n", "\r", "\r\n", "\"", "\"\"", "\";\"", "é", "x"]);

    private void Run(SourceDefinition source, Func<byte[], string?> oracle, IReadOnlyList<string> corpus, IReadOnlyList<string> tokens)
    {
        var inputs = Setting("AP_FUZZ_INPUTS") ?? DefaultInputs;
        var seed = Setting("AP_FUZZ_SEED") ?? Guid.NewGuid().GetHashCode();
        output.WriteLine($"AP_FUZZ_SEED={seed} AP_FUZZ_INPUTS={inputs}");
        var mutator = new ByteMutator(new Random(seed), corpus, tokens);
        var decoder = EventDecoder.Create(source);
        var decoded = new DecodedEvent(source.Fields.Count);
        var accepted = 0;
        for (var i = 0; i < inputs; i++)
        {
            var record = mutator.Next();
            var shown = Decode(decoder, source, record, decoded);
            if (shown != oracle(record))
            {
                Assert.Fail($"seed {seed}, input {i}: {Encoding.Latin1.GetString(record)}\nexpected {oracle(record) ?? "an error"}\nfound    {shown ?? "an error"}");
            }

            accepted += shown is null ? 0 : 1;
        }

        output.WriteLine($"{accepted} decoded, {inputs - accepted} refused");
        Assert.True(accepted > inputs / 20 && inputs - accepted > inputs / 20, "the inputs exercise one side only");
    }

    private static string? Decode(IEventDecoder decoder, SourceDefinition source, byte[] record, DecodedEvent decoded)
    {
        var error = decoder.Decode(record, Sources.TimestampMs, default, decoded);
        Assert.Equal(error.IsError, error.Detail is not null);
        return error.IsError ? null : Sources.Show(source, record, decoded);
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
