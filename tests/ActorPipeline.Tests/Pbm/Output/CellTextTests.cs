using System.Text.Json;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Output;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Output;

public sealed class CellTextTests
{
    [Theory]
    [InlineData("\u001b[2J", "\\u001b[2J")]
    [InlineData("a\r\n\tb", "a\\r\\n\\tb")]
    [InlineData("abc\u202etxt", "abc\\u202etxt")]
    [InlineData("a\u2028b\u2029c\u2066d\u2069\u007f\u009b", "a\\u2028b\\u2029c\\u2066d\\u2069\\u007f\\u009b")]
    [InlineData("Amélie 😀", "Amélie 😀")]
    public void Control_characters_are_spelt_out(string text, string shown) => Assert.Equal(shown, TerminalText.Escape(text));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(5_368_709_120, "5 GiB")]
    public void Bytes_have_a_unit(double bytes, string shown) => Assert.Equal(shown, CellText.Bytes(bytes));

    [Theory]
    [InlineData(12.5, "12.5ms")]
    [InlineData(60_000, "1m")]
    [InlineData(5_400_000, "1.5h")]
    public void Durations_have_a_unit(double milliseconds, string shown) => Assert.Equal(shown, CellText.Duration(milliseconds));

    [Theory]
    [InlineData("1485352952000", "2017-01-25T14:02:32Z")]
    [InlineData("1485352952001", "2017-01-25T14:02:32.001Z")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    public void Unix_milliseconds_are_shown_as_a_time(string number, string shown) =>
        Assert.Equal(shown, CellText.Show(JsonDocument.Parse(number).RootElement, CellKind.UnixMilliseconds));
}
