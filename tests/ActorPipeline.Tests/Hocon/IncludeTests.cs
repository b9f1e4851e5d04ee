using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class IncludeTests
{
    [Theory]
    [InlineData("include \"b.conf\"")]
    [InlineData("include\"b.conf\"")]
    [InlineData("include file(\"b.conf\")")]
    [InlineData("include file( \"b.conf\" )")]
    [InlineData("include required(\"b.conf\")")]
    [InlineData("include required( file(\"b.conf\") )")]
    [InlineData("include \"b\"")]
    public void Every_way_to_write_an_include(string statement) =>
        AssertRead("""{"x":1}""", ("dir/a.conf", statement), ("dir/b.conf", "x=1"));

    [Theory]
    [InlineData("x=1, include \"b.conf\"", "x=2", """{"x":2}""")]
    [InlineData("include \"b.conf\", x=1", "x=2", """{"x":1}""")]
    [InlineData("c { include \"b.conf\" }", "x=2", """{"c":{"x":2}}""")]
    [InlineData("c { include \"b.conf\" }, c.x=3", "x=2,y=${x}", """{"c":{"x":3,"y":3}}""")]
    [InlineData("c { include \"b.conf\" }, x=3", "y=${x}", """{"c":{"y":3},"x":3}""")]
    [InlineData("c { include \"b.conf\" }", "x=1, x=${x}2", """{"c":{"x":"12"}}""")]
    [InlineData("c { include \"b.conf\" }", "x += 1, x += 2", """{"c":{"x":[1,2]}}""")]
    [InlineData("c.d { include \"b.conf\" }", "e{y=${e.x},x=1}", """{"c":{"d":{"e":{"y":1,"x":1}}}}""")]
    [InlineData("p=/bin, c { include \"b.conf\" }", "p=${p}/x", """{"p":"/bin","c":{"p":"/bin/x"}}""")]
    [InlineData("include \"none.conf\", x=1", "", """{"x":1}""")]
    public void Included_fields_stand_where_the_include_stands(string including, string included, string json) =>
        AssertRead(json, ("dir/a.conf", including), ("dir/b.conf", included));

    [Fact]
    public void A_nested_include_looks_up_from_the_innermost_document_outwards() => AssertRead(
        """{"k":0,"b":{"k":1,"c":{"x":1,"y":0,"z":2,"w":2}},"top":0}""",
        ("dir/a.conf", "k=0, top=0, b { include \"sub/b\" }"),
        ("dir/sub/b.conf", "k=1, c { include \"c.conf\" }"),
        ("dir/sub/c.conf", "x=${k}, y=${top}, z=2, w=${z}"));

    [Fact]
    public void Without_an_extension_conf_stands_over_json_over_properties() => AssertRead(
        """{"x":"conf","y":"json","z":"properties"}""",
        ("dir/a.conf", "include \"b\""),
        ("dir/b.properties", "x=properties\ny=properties\nz=properties"),
        ("dir/b.json", """{"x":"json","y":"json"}"""),
        ("dir/b.conf", "x=conf"));

    [Fact]
    public void A_value_bears_the_included_file_and_its_line()
    {
        var config = Read(("dir/a.conf", "include \"sub/b.conf\""), ("dir/sub/b.conf", "\nx=1"));

        Assert.True(config.Root.TryGet("x", out var x));
        Assert.Equal("dir/sub/b.conf:2", x.Origin.ToString().Replace('\\', '/'));
    }

    [Theory]
    [InlineData("include \"a.conf\"", "")]
    [InlineData("include \"b.conf\"", "include \"a\"")]
    [InlineData("include \"b.conf\"", "x { include \"../dir/a.conf\" }")]
    public void A_cycle_of_includes_is_refused(string a, string b) =>
        Refused("cycle", ("dir/a.conf", a), ("dir/b.conf", b), ("dir/../dir/a.conf", a));

    [Fact]
    public void A_required_file_must_exist()
    {
        Refused("dir/a.conf:2: expected the file dir/b.conf; found none", ("dir/a.conf", "\ninclude required(\"b.conf\")"));
        Refused("expected the file dir/b.conf, .json or .properties; found none", ("dir/a.conf", "include required(\"b\")"));
    }

    [Fact]
    public void A_name_over_two_lines_makes_a_message_of_one() =>
        Refused("the file dir/b c.conf; found none", ("dir/a.conf", "include required(\"b\\nc.conf\")"));

    [Fact]
    public void Includes_nest_up_to_the_limit()
    {
        var files = Enumerable.Range(0, 100).Select(i => ($"dir/{(i == 0 ? "a" : i)}.conf", $"include \"{i + 1}.conf\"")).ToArray();

        Refused("at most 32 includes", files);
    }

    [Fact]
    public void Includes_cannot_multiply_the_limit_of_bytes()
    {
        var twice = "include \"{0}.conf\"\ninclude \"{0}.conf\"";
        var files = Enumerable.Range(0, 30)
            .Select(i => ($"dir/{(i == 0 ? "a" : i)}.conf", twice.Replace("{0}", $"{i + 1}", StringComparison.Ordinal))).ToArray();

        var options = HoconText.Files(files) with { MaxBytes = 10_000 };
        Assert.Contains("10000 bytes", Assert.Throws<HoconException>(() => HoconConfig.ParseFile("dir/a.conf", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_reported_where_it_was_asked_for()
    {
        var options = HoconText.NoWorld with
        {
            OpenFile = static path => path == "a.conf" ? new MemoryStream("\ninclude \"b.conf\""u8.ToArray()) : throw new IOException("disk on fire"),
        };

        var error = Assert.Throws<HoconException>(() => HoconConfig.ParseFile("a.conf", options));
        Assert.Equal("a.conf:2: expected to read b.conf; found: disk on fire", error.Message);
    }

    private static HoconConfig Read(params (string, string)[] files) => HoconConfig.ParseFile("dir/a.conf", HoconText.Files(files));

    private static void AssertRead(string json, params (string, string)[] files) => HoconText.AssertJson(json, Read(files));

    private static void Refused(string reason, params (string, string)[] files) =>
        Assert.Contains(reason, Assert.Throws<HoconException>(() => Read(files)).Message.Replace('\\', '/'), StringComparison.Ordinal);
}
