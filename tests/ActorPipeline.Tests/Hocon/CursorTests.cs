using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class CursorTests
{
    private enum Format
    {
        Delimited,
        Json,
        AccessLog,
    }

    [Theory]
    [InlineData("5s", 5_000)]
    [InlineData("\"2 minutes\"", 120_000)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("100ms", 100)]
    [InlineData("100", 100)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("2w", 1_209_600_000)]
    [InlineData("1500us", 1.5)]
    [InlineData("200ns", 0.0002)]
    [InlineData("\" 3 seconds \"", 3_000)]
    [InlineData("0", 0)]
    public void Durations(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)), HoconText.Cursor($"a = {text}").GetDuration("a"));

    [Theory]
    [InlineData("512", 512)]
    [InlineData("512 B", 512)]
    [InlineData("64k", 65_536)]
    [InlineData("64K", 65_536)]
    [InlineData("10MiB", 10_485_760)]
    [InlineData("10 mebibytes", 10_485_760)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("1.5kB", 1_500)]
    [InlineData("7E", 8_070_450_532_247_928_832)]
    [InlineData("2 terabytes", 2_000_000_000_000)]
    public void Sizes(string text, long bytes) => Assert.Equal(bytes, HoconText.Cursor($"a = {text}").GetSize("a"));

    [Theory]
    [InlineData("true", true)]
    [InlineData("on", true)]
    [InlineData("\"yes\"", true)]
    [InlineData("false", false)]
    [InlineData("off", false)]
    [InlineData("no", false)]
    public void Booleans(string text, bool value) => Assert.Equal(value, HoconText.Cursor($"a = {text}").GetBool("a"));

    [Theory]
    [InlineData("[x, y]")]
    [InlineData("\"x, y\"")]
    [InlineData("\",x,,y\"")]
    [InlineData("{ 1 = y, 0 = x }")]
    public void Lists(string text) => Assert.Equal(["x", "y"], HoconText.Cursor($"a = {text}").GetStringList("a"));

    [Fact]
    public void A_setting_converts_between_text_and_number()
    {
        var cursor = HoconText.Cursor("number = \"-7\", text = 1e3, kind = access-log, big = 9223372036854775807, share = 0.25");

        Assert.Equal(-7, cursor.GetInt("number"));
        Assert.Equal("1e3", cursor.GetString("text"));
        Assert.Equal(1000, cursor.GetDouble("text"));
        Assert.Equal(Format.AccessLog, cursor.GetEnum<Format>("kind"));
        Assert.Equal(long.MaxValue, cursor.GetLong("big"));
        Assert.Equal(0.25, cursor.GetDouble("share", 0, 1));
    }

    [Fact]
    public void What_is_not_given_or_null_is_optional()
    {
        var cursor = HoconText.Cursor("nothing = null");
        foreach (var path in new[] { "nothing", "missing", "missing.too" })
        {
            Assert.False(cursor.Has(path));
            Assert.Null(cursor.OptionalString(path));
            Assert.Null(cursor.OptionalBool(path));
            Assert.Null(cursor.OptionalEnum<Format>(path));
            Assert.Null(cursor.OptionalChild(path));
            Assert.Null(cursor.OptionalValue(path));
        }
    }

    [Fact]
    public void Children_carry_their_path()
    {
        var views = HoconText.Cursor("p { views { \"a.b\" { n = 1 }, gone = null, c { n = 2 } } }").Child("p.views");

        Assert.Equal([("a.b", "p.views.\"a.b\"", 1), ("c", "p.views.c", 2)], views.Children.Select(view => (view.Name, view.Path, view.GetInt("n"))));
    }

    [Fact]
    public void A_caller_can_refuse_a_value_in_the_same_words()
    {
        var error = HoconText.Cursor("a { zone = Mars }").Child("a").Fail("zone", "a time zone");

        Assert.Equal("test.conf:1: a.zone: expected a time zone; found \"Mars\"", error.Message);
        Assert.Equal(("a.zone", "test.conf", 1), (error.Path, error.Origin.File, error.Origin.Line));
    }
}
