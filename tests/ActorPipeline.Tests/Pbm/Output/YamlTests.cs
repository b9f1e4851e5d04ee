using System.Text.Json;
using ActorPipeline.Pbm.Output;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Output;

public sealed class YamlTests
{
    [Theory]
    [InlineData("""{"a":"plain text"}""", "a: plain text\n")]
    [InlineData("""{"a":"yes"}""", "a: \"yes\"\n")]
    [InlineData("""{"a":"12"}""", "a: \"12\"\n")]
    [InlineData("""{"a":"1e3"}""", "a: \"1e3\"\n")]
    [InlineData("""{"a":""}""", "a: \"\"\n")]
    [InlineData("""{"a":"x: y"}""", "a: \"x: y\"\n")]
    [InlineData("""{"a":"x #y"}""", "a: \"x #y\"\n")]
    [InlineData("""{"a":" x "}""", "a: \" x \"\n")]
    [InlineData("""{"a":"line\nline"}""", "a: \"line\\nline\"\n")]
    [InlineData("""{"a":"été"}""", "a: \"été\"\n")]
    [InlineData("""{"a":null,"b":true,"c":1.50}""", "a: null\nb: true\nc: 1.50\n")]
    [InlineData("""{"a":{},"b":[]}""", "a: {}\nb: []\n")]
    [InlineData("""{"a":[1,{"b":2,"c":[3]}],"d":{"e":[[4]]}}""", "a:\n  - 1\n  - b: 2\n    c:\n      - 3\nd:\n  e:\n    -\n      - 4\n")]
    [InlineData("""{"null":1,"a b":2}""", "\"null\": 1\na b: 2\n")]
    public async Task Values_stand_as_YAML_reads_them_back(string json, string yaml)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var document = JsonDocument.Parse(json);

        await YamlRenderer.WriteAsync(output, Document.Single(document.RootElement, [], _ => ""), TestContext.Current.CancellationToken);

        Assert.Equal(yaml, output.ToString());
    }
}
