using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public sealed class ClosedTextTests
{
    // A closed text must not even ask.
    private static readonly HoconOptions Closed = HoconOptions.Closed with
    {
        Environment = static name => throw new InvalidOperationException($"asked for the variable {name}"),
        OpenFile = static path => throw new InvalidOperationException($"asked for the file {path}"),
    };

    [Theory]
    [InlineData("include \"secret.conf\"", "test.conf:1", "secret.conf")]
    [InlineData("a = 1\ninclude file(\"/etc/passwd\")", "test.conf:2", "/etc/passwd")]
    [InlineData("a {\n\n  include required(\"../x\")\n}", "test.conf:3", "../x")]
    [InlineData("include required(file(\"x.properties\"))", "test.conf:1", "x.properties")]
    public void An_include_is_refused_before_any_file_is_looked_for(string text, string place, string name)
    {
        var refused = Assert.Throws<HoconException>(() => HoconText.Read(text, Closed));
        Assert.Equal($"{place}: expected a text that includes nothing: files are not read for it; found include \"{name}\"", refused.Message);
    }

    [Theory]
    [InlineData("a = ${HOME}", "test.conf:1", "${HOME}")]
    [InlineData("a = 1\nb = ${?HOME}", "test.conf:2", "${?HOME}")]
    [InlineData("a = 1\na = ${?PORT}", "test.conf:2", "${?PORT}")]
    [InlineData("a = [x, \"y \"${HOME}]", "test.conf:1", "${HOME}")]
    [InlineData("a { b = ${a.HOME} }", "test.conf:1", "${a.HOME}")]
    public void A_substitution_that_only_the_environment_could_fill_is_refused(string text, string place, string substitution)
    {
        var refused = Assert.Throws<HoconException>(() => HoconText.Read(text, Closed));
        Assert.Equal($"{place}: expected a value for {substitution} in the configuration: environment variables are not read for it; found none", refused.Message);
    }

    [Theory]
    [InlineData("a = 1, b = ${a}", """{"a":1,"b":1}""")]
    [InlineData("a = 1, b = ${?a}", """{"a":1,"b":1}""")]
    [InlineData("a += 1, a += 2", """{"a":[1,2]}""")]
    [InlineData("p { a += 1 }, q = ${p}", """{"p":{"a":[1]},"q":{"a":[1]}}""")]
    [InlineData("a = ${?a}x", """{"a":"x"}""")]
    [InlineData("vars { n = 3 }, a = ${vars.n}", """{"vars":{"n":3},"a":3}""")]
    public void Substitutions_inside_the_text_work(string text, string json) => HoconText.AssertJson(json, HoconText.Read(text, Closed));

    [Fact]
    public void A_file_that_the_program_itself_adds_is_read_and_seen()
    {
        var files = Closed with { OpenFile = HoconText.Files(("base.conf", "vars.n = 3")).OpenFile };
        HoconText.AssertJson("""{"vars":{"n":3},"a":3}""", new HoconLayers(files).AddFile("base.conf").AddText("a = ${vars.n}", "test.conf").Resolve());
    }
}
