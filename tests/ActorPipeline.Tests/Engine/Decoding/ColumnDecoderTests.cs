using ActorPipeline.Definitions;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

public class ColumnDecoderTests
{
    [Theory]
    [InlineData("x;2;z", "a=x | c=z")]
    [InlineData("x;2;z\n", "a=x | c=z")]
    [InlineData("x;2;z\r\n", "a=x | c=z")]
    [InlineData("x;;", "a=x")]
    [InlineData(";;", "")]
    [InlineData("é;;\"z\"", "a=é | c=\"z\"")]
    [InlineData("x;2", "bad-delimited: expected 3 values, found 2")]
    [InlineData("", "bad-delimited: expected 3 values, found 1")]
    [InlineData("x;2;z;", "bad-delimited: expected 3 values, found 4")]
    [InlineData("x;2;z\nx;2;z", "bad-delimited: expected one line, found byte 0x0A at byte 5")]
    public void Delimited_values_are_found_by_column(string record, string expected) =>
        Assert.Equal(expected, Sources.Columns(EventFormat.Delimited, "a b c", "a?", "c?").Decode(record));

    [Theory]
    [InlineData("x;2;z", "a=x | c=z")]
    [InlineData("x;2;z\r\n", "a=x | c=z")]
    [InlineData("\"x\";2;\"z\"\r\n", "a=x | c=z")]
    [InlineData("\"x;y\";2;\"line\r\nbreak\"", "a=x;y | c=line\r\nbreak")]
    [InlineData("\"say \"\"hi\"\"\";2;\"\"\"\"", "a=say \"hi\" | c=\"")]
    [InlineData("\"\"\"a\"\"b\"\"\";;z", "a=\"a\"b\" | c=z")]
    [InlineData("\"\";2;", "a=")]
    [InlineData(";2;", "")]
    [InlineData("x;\"2\"\"\";z", "a=x | c=z")]
    [InlineData("x;2", "bad-csv: expected 3 values, found 2")]
    [InlineData("x;2;z;\"4\"", "bad-csv: expected 3 values, found 4")]
    [InlineData("x\"y;2;z\"\"", "a=x\"y | c=z\"\"")]
    [InlineData("3\" pipe;2; \"z\"", "a=3\" pipe | c= \"z\"")]
    [InlineData("x;2\n;z", "bad-csv: expected line breaks only in quotes, found byte 0x0A at byte 3")]
    [InlineData("x\r;2;z", "bad-csv: expected line breaks only in quotes, found byte 0x0D at byte 1")]
    [InlineData("\"x\"y;2;z", "bad-csv: expected a separator or the end after the closing quote, found 'y' at byte 3")]
    [InlineData("x;\"2;z", "bad-csv: expected the end of the value whose quote opens at byte 2, found the end at byte 6")]
    [InlineData("x;\"2\"\"", "bad-csv: expected the end of the value whose quote opens at byte 2, found the end at byte 6")]
    public void Csv_values_are_found_by_column(string record, string expected) =>
        Assert.Equal(expected, Sources.Columns(EventFormat.Csv, "a b c", "a?", "c?").Decode(record));

    [Fact]
    public void Any_ascii_separator_serves()
    {
        Assert.Equal("b=2", (Sources.Columns(EventFormat.Delimited, "a b", "b") with { Separator = '\t' }).Decode("1\t2"));
        Assert.Equal("b=2", (Sources.Columns(EventFormat.Csv, "a b", "b") with { Separator = '|' }).Decode("1|2"));
    }

    [Fact]
    public void A_path_that_is_no_column_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => Sources.Columns(EventFormat.Csv, "a b", "x=y").Decode(""));

        Assert.Equal("one of the columns a, b, and field x (y) names none", error.Message);
    }
}
