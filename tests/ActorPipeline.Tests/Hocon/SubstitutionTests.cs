using ActorPipeline.Hocon.Origins;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class SubstitutionTests
{
    [Theory]
    [InlineData("a=${b}, b=1", """{"a":1,"b":1}""")]
    [InlineData("a=${b}, b=1, b=2", """{"a":2,"b":2}""")]
    [InlineData("a=x${b}y, b=1", """{"a":"x1y","b":1}""")]
    [InlineData("a=${b} ${b}, b=1", """{"a":"1 1","b":1}""")]
    [InlineData("a=${b.\"c.d\"}, b{\"c.d\"=1}", """{"a":1,"b":{"c.d":1}}""")]
    [InlineData("a=${ b }, b=null", """{"a":null,"b":null}""")]
    [InlineData("a=x${b}, b=null", """{"a":"xnull","b":null}""")]
    [InlineData("a=${b}{x=1}, b{y=2}", """{"a":{"y":2,"x":1},"b":{"y":2}}""")]
    [InlineData("a=[0]${b}, b=[1]", """{"a":[0,1],"b":[1]}""")]
    [InlineData("a=${b}, a{x=1}, b{x=0,y=2}", """{"a":{"x":1,"y":2},"b":{"x":0,"y":2}}""")]
    [InlineData("a=[${b},${b}], b{c=1}", """{"a":[{"c":1},{"c":1}],"b":{"c":1}}""")]
    [InlineData("a=${nowhere}, a=1", """{"a":1}""")]
    public void A_substitution_sees_the_final_value(string text, string json) => HoconText.AssertJson(json, HoconText.Read(text));

    [Theory]
    [InlineData("a=${?b}", "{}")]
    [InlineData("a=1, a=${?b}", """{"a":1}""")]
    [InlineData("a=${?b}x", """{"a":"x"}""")]
    [InlineData("a=x ${?b} y", """{"a":"x  y"}""")]
    [InlineData("a=${?b}${?c}", "{}")]
    [InlineData("a=[1,${?b},2]", """{"a":[1,2]}""")]
    [InlineData("a=[1]${?b}", """{"a":[1]}""")]
    [InlineData("a={x=1}${?b}", """{"a":{"x":1}}""")]
    [InlineData("a={x=${?b}}", """{"a":{}}""")]
    public void An_optional_substitution_of_nothing_leaves_nothing(string text, string json) =>
        HoconText.AssertJson(json, HoconText.Read(text));

    [Theory]
    [InlineData("a=1, a=${a}", """{"a":1}""")]
    [InlineData("path=x, path=${path}\":y\", path=${path}\":z\"", """{"path":"x:y:z"}""")]
    [InlineData("a=[1], a=${a}[2], a=[0]${a}", """{"a":[0,1,2]}""")]
    [InlineData("a{b=1}, a=${a}{c=2}, a=${a}{d=3}", """{"a":{"b":1,"c":2,"d":3}}""")]
    [InlineData("a.b=1, a.b=${a.b}x", """{"a":{"b":"1x"}}""")]
    [InlineData("a{b=1}, a{b=${a.b}x}", """{"a":{"b":"1x"}}""")]
    [InlineData("a=${?a}x", """{"a":"x"}""")]
    [InlineData("a=${?a}", "{}")]
    [InlineData("a=1, a=${?a}x${?a}", """{"a":"1x1"}""")]
    [InlineData("a=1, a=${a}, a=2", """{"a":2}""")]
    [InlineData("a{b=5}, a=${a}, a{c=6}", """{"a":{"b":5,"c":6}}""")]
    [InlineData("a=1, b=${a}x, a=${b}", """{"a":"1x","b":"1xx"}""")]
    [InlineData("a=1, b=${c}, c=${a}, a=${b}", """{"a":1,"b":1,"c":1}""")]
    [InlineData("a=${?b}foo, b=${?a}", """{"a":"foo","b":"foo"}""")]
    [InlineData("foo{a{c=1}}, foo=${foo.a}, foo{a=2}", """{"foo":{"a":2,"c":1}}""")]
    public void A_reference_to_the_field_itself_looks_back(string text, string json) => HoconText.AssertJson(json, HoconText.Read(text));

    [Theory]
    [InlineData("bar{foo=42, baz=${bar.foo}}", """{"bar":{"foo":42,"baz":42}}""")]
    [InlineData("bar{foo=42, baz=${bar.foo}}, bar{foo=43}", """{"bar":{"foo":43,"baz":43}}""")]
    [InlineData("bar{a=${foo.d},b=1}, bar.b=3, foo{c=${bar.b},d=2}, foo.d=4", """{"bar":{"a":4,"b":3},"foo":{"c":3,"d":4}}""")]
    [InlineData("a=${b}{x=${a.y}}, b{y=1}", """{"a":{"y":1,"x":1},"b":{"y":1}}""")]
    [InlineData("a{b=${c}}, c=${a.d}, a.d=1", """{"a":{"b":1,"d":1},"c":1}""")]
    public void A_reference_to_a_neighbour_is_no_cycle(string text, string json) => HoconText.AssertJson(json, HoconText.Read(text));

    [Theory]
    [InlineData("a=${a}")]
    [InlineData("a=${b}, b=${a}")]
    [InlineData("a=${b}, b=${c}, c=${a}")]
    [InlineData("a=1, a=[${a}]")]
    [InlineData("a=1, a{b=${a}}")]
    [InlineData("a{b=${a}{c=1}}")]
    [InlineData("a{b=${a}{b{c=1}}}")]
    [InlineData("a{b=${c}}, c{d=${a}}")]
    [InlineData("a=${?b}[${a}]")]
    public void A_cycle_is_refused(string text) =>
        Assert.Contains("cycle", Assert.Throws<HoconException>(() => HoconText.Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("x=${HOME}", """{"x":"/home/me"}""")]
    [InlineData("HOME=here, x=${HOME}", """{"HOME":"here","x":"here"}""")]
    [InlineData("HOME=null, x=${HOME}", """{"HOME":null,"x":null}""")]
    [InlineData("x=${EMPTY}, y=${?UNSET}", """{"x":""}""")]
    [InlineData("HOME=${HOME}/conf", """{"HOME":"/home/me/conf"}""")]
    [InlineData("port=80, port=${?PORT}", """{"port":"8080"}""")]
    public void What_the_configuration_lacks_is_looked_up_in_the_environment(string text, string json) =>
        HoconText.AssertJson(json, HoconText.Read(text, HoconText.NoWorld with
        {
            Environment = static name => name switch { "HOME" => "/home/me", "EMPTY" => "", "PORT" => "8080", _ => null },
        }));

    [Fact]
    public void Five_hundred_appends_are_within_bounds()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => $"a += {i}\n"));

        Assert.Equal(500, HoconText.Cursor(text).GetStringList("a").Count);
    }

    [Fact]
    public void Thirty_self_referring_objects_take_thirty_evaluations()
    {
        var text = "a{x=0}\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"a = ${{a}} {{ k{i} = {i} }}\n"));

        Assert.Equal(31, HoconText.Read(text).Cursor().Child("a").Value.Fields.Count);
    }
}
