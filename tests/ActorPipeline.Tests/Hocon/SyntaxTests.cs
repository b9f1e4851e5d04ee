using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class SyntaxTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("\uFEFFa = 1", """{"a":1}""")]
    [InlineData("{}", "{}")]
    [InlineData("{ a : 1 }\n# end", """{"a":1}""")]
    [InlineData("a = 1\r\nb = 2\r\n", """{"a":1,"b":2}""")]
    [InlineData("a=1,b:2,c{d=3},", """{"a":1,"b":2,"c":{"d":3}}""")]
    [InlineData("a { b = 1 }, c = {}", """{"a":{"b":1},"c":{}}""")]
    [InlineData("a = [1,2,3,]", """{"a":[1,2,3]}""")]
    [InlineData("a = [1\n2\n\n3]", """{"a":[1,2,3]}""")]
    [InlineData("a = [1\n,2,\n3\n,\n]", """{"a":[1,2,3]}""")]
    [InlineData("a = 1 # x\nb = 2 // y\n//z", """{"a":1,"b":2}""")]
    [InlineData("a = \"#\" // #", """{"a":"#"}""")]
    [InlineData("a = b//c", """{"a":"b"}""")]
    [InlineData("a = b/c", """{"a":"b/c"}""")]
    [InlineData("a\u00a0=\u2003x\u3000y\u2029\n", "{\"a\":\"x\u3000y\"}")]
    public void Structure(string text, string json) => HoconText.AssertJson(json, HoconText.Read(text));

    [Theory]
    [InlineData("a.b.c = 1", """{"a":{"b":{"c":1}}}""")]
    [InlineData("a.\"b.c\".d = 1", """{"a":{"b.c":{"d":1}}}""")]
    [InlineData("a.\"\".b = 1", """{"a":{"":{"b":1}}}""")]
    [InlineData("a b c = 1", """{"a b c":1}""")]
    [InlineData("  a  = 1", """{"a":1}""")]
    [InlineData("a . b = 1", """{"a ":{" b":1}}""")]
    [InlineData("a\"b\"c = 1", """{"abc":1}""")]
    [InlineData("3.14 = 1", """{"3":{"14":1}}""")]
    [InlineData("10.0foo = 1", """{"10":{"0foo":1}}""")]
    [InlineData("foo\"10.0\" = 1", """{"foo10.0":1}""")]
    [InlineData("true = 1, null = 2", """{"true":1,"null":2}""")]
    [InlineData("\"include\" = 1, includes = 2, include.x = 3, b.include = 4", """{"include":{"x":3},"includes":2,"b":{"include":4}}""")]
    [InlineData("\"\"\"a.b\"\"\" = 1", """{"a.b":1}""")]
    public void Keys(string text, string json) => HoconText.AssertJson(json, HoconText.Read(text));

    [Theory]
    [InlineData("a = true", """{"a":true}""")]
    [InlineData("a = null", """{"a":null}""")]
    [InlineData("a = \"true\"", """{"a":"true"}""")]
    [InlineData("a = truefoo", """{"a":"truefoo"}""")]
    [InlineData("a = -0.5e+10", """{"a":-0.5e+10}""")]
    [InlineData("a = 1E-5", """{"a":1E-5}""")]
    [InlineData("a = 007", """{"a":"007"}""")]
    [InlineData("a = 1.", """{"a":"1."}""")]
    [InlineData("a = .5", """{"a":".5"}""")]
    [InlineData("a = -", """{"a":"-"}""")]
    [InlineData("a = 10.0bar", """{"a":"10.0bar"}""")]
    [InlineData("a = 1e5x", """{"a":"1e5x"}""")]
    [InlineData("a = 127.0.0.1", """{"a":"127.0.0.1"}""")]
    [InlineData("a =   foo  bar \"b\\\"az\"   1e5 ", """{"a":"foo  bar b\"az   1e5"}""")]
    [InlineData("a = \"x\"\"y\"", """{"a":"xy"}""")]
    [InlineData("a = null null", """{"a":"null null"}""")]
    [InlineData("a = file(x)", """{"a":"file(x)"}""")]
    [InlineData("a = été", """{"a":"été"}""")]
    public void Unquoted_values(string text, string json) => HoconText.AssertJson(json, HoconText.Read(text));

    [Theory]
    [InlineData("a = \"\"", "")]
    [InlineData("a = \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"", "\"\\/\b\f\n\r\té😀")]
    [InlineData("a = \"\"\"\"\"\"", "")]
    [InlineData("a = \"\"\"x\ny\\n\"\"\"", "x\ny\\n")]
    [InlineData("a = \"\"\"x\"\"\"\"\"", "x\"\"")]
    [InlineData("a = \"\"\"\"x\"\"\"", "\"x")]
    [InlineData("a = \"\"\"x\"\"y\"\"\" z", "x\"\"y z")]
    [InlineData("a = \"${b}\"", "${b}")]
    [InlineData("a = \"\"\"${b}\r\n\"\"\"", "${b}\r\n")]
    public void Quoted_values(string text, string value) => Assert.Equal(value, HoconText.Cursor(text).GetString("a"));

    [Theory]
    [InlineData("a{b=1}\na{c=2}", """{"a":{"b":1,"c":2}}""")]
    [InlineData("a{b=1}, a=2, a{c=3}", """{"a":{"c":3}}""")]
    [InlineData("a{b=1}, a=null, a{c=3}", """{"a":{"c":3}}""")]
    [InlineData("a{b{c=1}}, a.b.d=2, a.b.c=3", """{"a":{"b":{"c":3,"d":2}}}""")]
    [InlineData("a=[1], a=[2]", """{"a":[2]}""")]
    [InlineData("a={b=1}{c=2} {b=3}", """{"a":{"b":3,"c":2}}""")]
    [InlineData("a=[1] [2][3]", """{"a":[1,2,3]}""")]
    [InlineData("a=[[1] [2], [3]]", """{"a":[[1,2],[3]]}""")]
    [InlineData("a=[1]{0=2,7=3,x=4}", """{"a":[1,2,3]}""")]
    [InlineData("a={1=b,0=a}[c]", """{"a":["a","b","c"]}""")]
    [InlineData("a=[1], a += 2\na += [3]\na += {b=4}", """{"a":[1,2,[3],{"b":4}]}""")]
    [InlineData("a.b += 1, a { b += 2 }", """{"a":{"b":[1,2]}}""")]
    public void Merging_and_concatenation(string text, string json) => HoconText.AssertJson(json, HoconText.Read(text));

    [Fact]
    public void Every_value_knows_the_line_it_was_written_on()
    {
        var root = HoconText.Read("# one\na {\n  b = \"\"\"x\n\n\"\"\"\n  c = [1,\n2]\n}\na.d=${a.b}").Root;

        Assert.Equal("test.conf:2", Origin("a"));
        Assert.Equal("test.conf:3", Origin("a.b"));
        Assert.Equal("test.conf:6", Origin("a.c"));
        Assert.Equal("test.conf:3", Origin("a.d"));
        Assert.True(root.TryGet("a.c", out var c) && c is ActorPipeline.Hocon.Values.HoconArray { Items: [{ Origin.Line: 6 }, { Origin.Line: 7 }] });

        string Origin(string path) => root.TryGet(path, out var value) ? value.Origin.ToString() : "missing";
    }
}
