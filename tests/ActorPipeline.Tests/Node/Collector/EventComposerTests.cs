using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Collector;
using ActorPipeline.Node.Http;
using ActorPipeline.Tests.Engine.Decoding;
using Xunit;

namespace ActorPipeline.Tests.Node.Collector;

/// <summary>An event that is written for a source is read by it again.</summary>
public class EventComposerTests
{
    private static readonly DateTimeOffset Time = new(2024, 3, 6, 9, 15, 1, TimeSpan.Zero);

    private static readonly Dictionary<string, SourceDefinition> Sources = new()
    {
        ["json"] = Engine.Decoding.Sources.Json("a=x.a", "b=x.list[2].b", "c=\"d.e\"").Timed("t", "iso"),
        ["json, date and time"] = Engine.Decoding.Sources.Json("a", "b=b[0]", "c") with { Time = new TimeDefinition("day", "iso", "UTC", "x.clock") },
        ["csv, in Zulu time"] = Engine.Decoding.Sources.Columns(EventFormat.Csv, "a t b c", "a", "b", "c").Timed("t", "yyyy-MM-dd HH:mm:ss", "Z"),
        ["csv"] = Engine.Decoding.Sources.Columns(EventFormat.Csv, "a t b c", "a", "b", "c").Timed("t", "unix-ms"),
        ["delimited"] = Engine.Decoding.Sources.Columns(EventFormat.Delimited, "a day clock b c", "a", "b", "c") with { Time = new TimeDefinition("day", "dd.MM.yyyy HH:mm:ss", "UTC", "clock") },
        ["w3c"] = Engine.Decoding.Sources.Columns(EventFormat.W3c, "a date time b c", "a", "b", "c") with { Time = new TimeDefinition("date", "iso", "UTC", "time") },
        ["access-log"] = Engine.Decoding.Sources.AccessLog("a=path", "b=agent", "c=referer").Timed("time", "apache"),
        ["nginx"] = Engine.Decoding.Sources.AccessLog("a=path", "b=agent", "c=request_time").Timed("time", "iso")
            with
        { Layout = "[$time_iso8601] $host$request_uri \"$http_user_agent\" $request_time" },
        ["Apache"] = Engine.Decoding.Sources.AccessLog("a=path", "b=agent", "c=cookie_sid").Timed("time", "apache")
            with
        { Layout = "%h %t \"%r\" %>s \"%{User-Agent}i\" <%{sid}C>" },
    };

    public static TheoryData<string> Kinds => new(Sources.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_what_it_was(string kind)
    {
        var source = Sources[kind];
        var paths = source.Fields.Select(field => field.Path).ToList();
        string[] values = ["/first", "say_\"hi\"_\\", "7"];

        var record = EventComposer.For(source).Compose(path => paths.IndexOf(path) is >= 0 and var field ? values[field] : null, Time);

        Assert.Equal($"a=/first | b=say_\"hi\"_\\ | c=7 | @{Time.ToUnixTimeMilliseconds()}", source.Decode(record));
    }

    [Theory]
    [InlineData("w3c", "b", "two\nlines")]
    [InlineData("delimited", "b", "one;two")]
    [InlineData("Apache", "cookie_sid", "a>b")]
    public void A_value_that_would_be_read_as_something_else_is_refused(string kind, string path, string value)
    {
        var error = Assert.Throws<ProblemException>(() => EventComposer.For(Sources[kind]).Compose(name => name == path ? value : null, Time));

        Assert.Equal("bad-value", error.Code);
    }

    [Fact]
    public void Values_of_a_W3C_line_may_hold_blanks_and_begin_as_a_directive()
    {
        var record = EventComposer.For(Sources["w3c"]).Compose(path => path switch { "a" => "#a", "b" => "x y", "c" => "", _ => null }, Time);

        Assert.Equal("\"#a\" 2024-03-06 09:15:01.000Z \"x y\" -", Encoding.UTF8.GetString(record));
    }
}
