using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class CursorErrorTests
{
    private const string Duration = "a duration such as 500ms, 5s, 2 minutes or 1d";

    private const string Text = """
        text = abc
        number = 12
        list = [1, { x = 2 }]
        object {
          inner = 1
        }
        nothing = null
        long = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxyyy
        """;

    private enum Format
    {
        Delimited,
        Json,
        AccessLog,
    }

    public static TheoryData<string, Action<HoconCursor>> Refusals => new()
    {
        { "1: p.text: expected a whole number; found \"abc\"", p => p.GetInt("text") },
        { "2: p.number: expected a whole number from 1 to 9; found 12", p => p.GetInt("number", 1, 9) },
        { "2: p.number: expected a whole number of at least 13; found 12", p => p.GetLong("number", min: 13) },
        { "2: p.number: expected a number of at most 1.5; found 12", p => p.GetDouble("number", max: 1.5) },
        { "1: p.text: expected on or off (true or false, yes or no); found \"abc\"", p => p.GetBool("text") },
        { $"1: p.text: expected {Duration}; found \"abc\"", p => p.GetDuration("text") },
        { $"2: p.number: expected {Duration}, at least 1s; found 12", p => p.GetDuration("number", TimeSpan.FromSeconds(1)) },
        { $"2: p.number: expected {Duration}, from 1ms to 11ms; found 12", p => p.GetDuration("number", TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(11)) },
        { "1: p.text: expected a size such as 512, 64k, 10MiB or 1GB; found \"abc\"", p => p.GetSize("text") },
        { "2: p.number: expected a size such as 512, 64k, 10MiB or 1GB, at least 13 bytes; found 12", p => p.GetSize("number", 13) },
        { "1: p.text: expected one of delimited, json, access-log; found \"abc\"", p => p.GetEnum<Format>("text") },
        { "3: p.list: expected text; found a list", p => p.GetString("list") },
        { "4: p.object: expected text; found an object", p => p.GetString("object") },
        { "3: p.list: expected a list of texts; found an object in it", p => p.GetStringList("list") },
        { "4: p.object: expected a list, or text with commas between its items; found an object", p => p.GetStringList("object") },
        { "1: p.text: expected an object; found \"abc\"", p => p.Child("text") },
        { "1: p.text: expected an object; found \"abc\"", p => _ = p.Children },
        { "4: p.object.missing: expected text; found nothing", p => p.GetString("object.missing") },
        { "4: p.object.missing.too: expected an object; found nothing", p => p.Child("object.missing.too") },
        { "7: p.nothing: expected a whole number; found null", p => p.GetInt("nothing") },
        { $"8: p.long: expected a whole number; found \"{new string('x', 80)}…\"", p => p.GetInt("long") },
        { "5: p.object.inner: expected one of iner, outer (did you mean iner?); found a setting of this name", p => p.Child("object").RejectUnknownKeys("iner", "outer") },
        { "5: p.object.inner: expected one of something, else; found a setting of this name", p => p.Child("object").RejectUnknownKeys("something", "else") },
        { "5: p.object.inner: expected no settings here; found a setting of this name", p => p.Child("object").RejectUnknownKeys() },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void A_refusal_names_file_line_path_expectation_and_what_was_found(string message, Action<HoconCursor> read)
    {
        var cursor = HoconConfig.ParseText($"p {{ {Text} }}", "hocon/x.conf").Cursor().Child("p");

        Assert.Equal("hocon/x.conf:" + message, Assert.Throws<ConfigurationException>(() => read(cursor)).Message);
    }

    [Theory]
    [InlineData("-1s")]
    [InlineData("1 fortnight")]
    [InlineData("1S")]
    [InlineData("99999999999999999999999999999999999999d")]
    [InlineData("106751992d")]
    [InlineData("\"1 0 s\"")]
    public void What_is_no_duration_is_refused(string text) =>
        Assert.Throws<ConfigurationException>(() => HoconText.Cursor($"a = {text}").GetDuration("a"));

    [Theory]
    [InlineData("-1")]
    [InlineData("1KB")]
    [InlineData("8E")]
    [InlineData("1Z")]
    [InlineData("MiB")]
    public void What_is_no_size_is_refused(string text) =>
        Assert.Throws<ConfigurationException>(() => HoconText.Cursor($"a = {text}").GetSize("a"));

    [Fact]
    public void A_value_from_elsewhere_names_its_source()
    {
        var options = HoconText.NoWorld with { Environment = static _ => "many" };
        var cursor = new HoconLayers(options).AddText("a = ${N}", "x.conf").AddOverride("b", "few").Resolve().Cursor();

        Assert.Equal(
            "environment variable N: a: expected a whole number; found \"many\"",
            Assert.Throws<ConfigurationException>(() => cursor.GetInt("a")).Message);
        Assert.Equal(
            "--set b: b: expected a whole number; found \"few\"",
            Assert.Throws<ConfigurationException>(() => cursor.GetInt("b")).Message);
    }
}
