using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class SyntaxErrorTests
{
    [Theory]
    [InlineData("[1]", "1:1: expected an object at the root of the document; found an array")]
    [InlineData("{a=1", "1:5: expected a field or '}' to close the '{' of line 1; found the end of the text")]
    [InlineData("a=1}", "1:4: expected the end of the text; found '}'")]
    [InlineData("{a=1} b=2", "1:7: expected the end of the text; found 'b'")]
    [InlineData("a", "1:2: expected '=', ':', '+=' or '{' after the name of the field; found the end of the text")]
    [InlineData("a\nb = 1", "2:1: expected '=', ':', '+=' or '{' after the name of the field; found 'b'")]
    [InlineData("a =", "1:4: expected a value; found the end of the text")]
    [InlineData("a = ,", "1:5: expected a value; found ','")]
    [InlineData(",a=1", "1:1: expected a name (an empty one is written \"\"); found ','")]
    [InlineData("a=1,,b=2", "1:5: expected a name (an empty one is written \"\"); found ','")]
    [InlineData("a=1 b=2", "1:6: expected a comma or a new line before the next field (text with such characters needs quotes); found '='")]
    [InlineData("\n\na = b:c", "3:6: expected a comma or a new line before the next field (text with such characters needs quotes); found ':'")]
    [InlineData("a = x@y", "1:6: expected a comma or a new line before the next field (text with such characters needs quotes); found '@'")]
    [InlineData("a = 1+2", "1:6: expected a comma or a new line before the next field (text with such characters needs quotes); found '+'")]
    [InlineData("a = ]", "1:5: expected a value; found ']'")]
    [InlineData("a = [1,,2]", "1:8: expected a value; found ','")]
    [InlineData("a = [,1]", "1:6: expected a value; found ','")]
    [InlineData("a = [\n1 2", "2:4: expected a comma, a new line or ']' to close the '[' of line 1; found the end of the text")]
    [InlineData("a = [1}", "1:7: expected a comma, a new line or ']' to close the '[' of line 1; found '}'")]
    [InlineData("a..b = 1", "1:3: expected a name (an empty one is written \"\"); found '.'")]
    [InlineData(".a = 1", "1:1: expected a name (an empty one is written \"\"); found '.'")]
    [InlineData("a. = 1", "1:4: expected a name (an empty one is written \"\"); found '='")]
    [InlineData("a = \"x", "1:7: expected '\"' to end the string; found the end of the text")]
    [InlineData("a = \"x\ny\"", "1:7: expected '\"' to end the string; found the end of the line")]
    [InlineData("a = \"\t\"", "1:6: expected '\"' to end the string; found the control character U+0009")]
    [InlineData("a = \"\\x\"", "1:7: expected one of \" \\ / b f n r t u after the backslash; found 'x'")]
    [InlineData("a = \"\\u12g4\"", "1:10: expected four hexadecimal digits after \\u; found 'g'")]
    [InlineData("a = \"\"\"x\n", "1:8: expected \"\"\" to end the string that begins here; found the end of the text")]
    [InlineData("a = $b", "1:6: expected '{' after '$' (a '$' in a text needs quotes); found 'b'")]
    [InlineData("a = ${b", "1:8: expected '}' to close the substitution; found the end of the text")]
    [InlineData("a = ${}", "1:7: expected a name (an empty one is written \"\"); found '}'")]
    [InlineData("a = ${b${c}}", "1:8: expected '}' to close the substitution; found '$'")]
    [InlineData("a = [{b += 1}]", "1: expected no += inside an array: what stands there has no path to append to")]
    [InlineData("include = 1", "1:9: expected \"file\", file(\"…\") or required(…) after include (a field of that name needs quotes); found '='")]
    [InlineData("include url(\"x\")", "1:9: expected a file to include; url(…), classpath(…) and package(…) are not supported")]
    [InlineData("include required(classpath(\"x\"))", "1:18: expected a file to include; url(…), classpath(…) and package(…) are not supported")]
    [InlineData("include \"http://x/y\"", "1: expected the name of a file to include (URLs are not supported); found \"http://x/y\"")]
    [InlineData("include file(\"x\"", "1:17: expected ')' to close the include; found the end of the text")]
    [InlineData("a = [{include \"x\"}]", "1: expected no include inside an array: its substitutions would have no path")]
    public void A_syntax_error_says_where_and_what_was_expected(string text, string message) =>
        Assert.Equal("test.conf:" + message, Assert.Throws<HoconException>(() => HoconText.Read(text)).Message);

    [Theory]
    [InlineData("x=1\na=${b}", "2: expected a value for ${b}; found none in the configuration and no environment variable of that name")]
    [InlineData("a=${b.\"c d\"}\nb=1", "1: expected a value for ${b.\"c d\"}; found none in the configuration and no environment variable of that name")]
    [InlineData("a=${b}\nb=${a}", "2: expected a value for ${a}; found a cycle: it refers back to the field being defined, and nothing defines that before")]
    [InlineData("a=[1]x", "1: expected values of one kind side by side; found an array and text")]
    [InlineData("a={b=1}${c}, c=x", "1: expected values of one kind side by side; found an object and text")]
    [InlineData("a=[1]{b=1}", "1: expected values of one kind side by side; found an array and an object")]
    public void An_unresolvable_substitution_says_where_it_stands(string text, string message) =>
        Assert.Equal("test.conf:" + message, Assert.Throws<HoconException>(() => HoconText.Read(text)).Message);

    [Fact]
    public void The_parts_of_a_message_can_be_had_one_by_one()
    {
        var error = Assert.Throws<HoconException>(() => HoconText.Read("a = 1\nb = ]"));

        Assert.Equal(("test.conf", 2, 5, "expected a value; found ']'"), (error.Origin.File, error.Origin.Line, error.Column, error.Expectation));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_line()
    {
        var options = HoconText.NoWorld with { OpenFile = static _ => new MemoryStream([(byte)'a', (byte)'=', (byte)'\n', 0xC3, 0x28]) };

        Assert.Equal("x.conf:2: expected UTF-8; found other bytes", Assert.Throws<HoconException>(() => HoconConfig.ParseFile("x.conf", options)).Message);
    }
}
