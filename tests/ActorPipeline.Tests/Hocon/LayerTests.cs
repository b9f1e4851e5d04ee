using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class LayerTests
{
    [Fact]
    public void Later_layers_win_and_substitutions_see_all_of_them()
    {
        var config = new HoconLayers(HoconText.NoWorld)
            .AddText("web { host = localhost, port = 80, url = \"http://\"${web.host}\":\"${web.port} }", "reference.conf")
            .AddText("web.port = 8080", "node.conf")
            .AddOverride("web.host", "example.org")
            .Resolve(static _ => null);

        HoconText.AssertJson("""{"web":{"host":"example.org","port":8080,"url":"http://example.org:8080"}}""", config);
    }

    [Fact]
    public void A_layer_may_look_back_at_the_one_below()
    {
        var config = new HoconLayers(HoconText.NoWorld).AddText("a = [1]", "x").AddText("a += 2", "y").AddOverride("a", "${a} [3]").Resolve();

        HoconText.AssertJson("""{"a":[1,2,3]}""", config);
    }

    [Theory]
    [InlineData("a{b=1}, a{b=${a.b}x}, a=${a}{b=${a.b}y}", """{"a":{"b":"1xy"}}""")]
    [InlineData("a{b=[1]}, a=${?z}, a.b += 2, a=${?z}, a.b += 3, a=${?z}, a.b += 4", """{"a":{"b":[1,2,3,4]}}""")]
    [InlineData("a{b=1}, c{b=${a.b}x}, a=${c}{b=${a.b}y}", """{"a":{"b":"1xy"},"c":{"b":"1xyx"}}""")]
    public void Fields_of_merged_objects_look_back_through_all_that_was_merged(string text, string json) =>
        HoconText.AssertJson(json, HoconText.Read(text));

    [Fact]
    public void A_field_that_refers_to_all_below_it_does_not_merge_with_that_twice() => HoconText.AssertJson(
        """{"b":{"c":{"a":[1]}}}""",
        new HoconLayers(HoconText.NoWorld)
            .AddText("b = q, b { c += 2, c += x }", "x")
            .AddText("b.c.a = ${?b.c.a}, b = ${?b}, b.c.a = [1]", "y")
            .Resolve());

    [Fact]
    public void An_object_laid_over_something_else_hides_objects_below_that_too() => HoconText.AssertJson(
        """{"a":{"x":1}}""",
        new HoconLayers(HoconText.NoWorld).AddText("a { y = 2 }", "x").AddText("a = null, a { x = 1 }", "y").Resolve());

    [Fact]
    public void Layers_are_merged_before_substitutions_are_resolved()
    {
        var layers = new HoconLayers(HoconText.NoWorld).AddText("a { y = ${a.x}, x = 0 }, c = 3", "below").AddText("a { x = 1 }, b = ${?c}", "above");

        HoconText.AssertJson("""{"a":{"x":1,"y":1},"b":3,"c":3}""", layers.Resolve());
    }

    [Theory]
    [InlineData("127.0.0.1:9092,127.0.0.1:9093", "\"127.0.0.1:9092,127.0.0.1:9093\"")]
    [InlineData("0", "0")]
    [InlineData("on", "\"on\"")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("", "\"\"")]
    [InlineData("a # b", "\"a # b\"")]
    [InlineData("[web, batch]", """["web","batch"]""")]
    [InlineData("{x=1}", """{"x":1}""")]
    [InlineData("\"7\"", "\"7\"")]
    [InlineData("pre-${id}", "\"pre-n1\"")]
    public void An_override_is_taken_as_it_stands_unless_it_is_plainly_HOCON(string value, string json)
    {
        var config = new HoconLayers(HoconText.NoWorld).AddText("id = n1", "x").AddOverride("node.it", value).Resolve();

        HoconText.AssertJson($"{{ \"id\": \"n1\", \"node\": {{ \"it\": {json} }} }}", config);
    }

    [Fact]
    public void A_bad_override_names_itself()
    {
        var error = Assert.Throws<HoconException>(() => new HoconLayers().AddOverride("web.host", "[::1]"));

        Assert.Equal("--set web.host:1:2: expected a value; found ':'", error.Message);
    }

    [Fact]
    public void A_builder_can_go_on_after_it_resolved()
    {
        var layers = new HoconLayers(HoconText.NoWorld).AddText("a = 1", "x");
        var first = layers.Resolve();
        layers.AddText("a = 2", "y");

        HoconText.AssertJson("""{"a":1}""", first);
        HoconText.AssertJson("""{"a":2}""", layers.Resolve());
    }

    [Fact]
    public void No_layers_are_an_empty_configuration() => HoconText.AssertJson("{}", new HoconLayers().Resolve());

    [Fact]
    public void A_missing_file_is_refused() => Assert.Equal(
        "none.conf: expected a file; found none",
        Assert.Throws<HoconException>(() => HoconConfig.ParseFile("none.conf", HoconText.NoWorld)).Message);
}
