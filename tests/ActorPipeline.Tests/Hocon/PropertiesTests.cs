using ActorPipeline.Hocon;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class PropertiesTests
{
    [Theory]
    [InlineData("a=1", """{"a":"1"}""")]
    [InlineData("a.b = x y \r\n c:d", """{"a":{"b":"x y "},"c":"d"}""")]
    [InlineData("# c\n! d\n\na b", """{"a":"b"}""")]
    [InlineData("a", """{"a":""}""")]
    [InlineData("a=x\\\n   y", """{"a":"xy"}""")]
    [InlineData("a=x\\", """{"a":"x"}""")]
    [InlineData("a\\ b\\=c=\\u0041\\t\\\\\\q", """{"a b=c":"A\t\\q"}""")]
    [InlineData("a=${b} \"c\"", """{"a":"${b} \"c\""}""")]
    [InlineData("a=1\na=2", """{"a":"2"}""")]
    [InlineData("a=1\na.b=2", """{"a":{"b":"2"}}""")]
    [InlineData("a.b=2\na=1", """{"a":{"b":"2"}}""")]
    [InlineData(".=x\na.=y", """{"":{"":"x"},"a":{"":"y"}}""")]
    public void Properties_read_as_Java_has_them(string text, string json) =>
        HoconText.AssertJson(json, HoconConfig.ParseFile("x.properties", HoconText.Files(("x.properties", text))));
}
