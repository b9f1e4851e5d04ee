using System.Text;
using System.Text.Json.Nodes;
using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Syntax;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

/// <summary>Shorthand of the tests in this folder: texts in, JSON out, files from memory, no environment but the one given.</summary>
internal static class HoconText
{
    public static HoconOptions NoWorld { get; } = new() { Environment = static _ => null, OpenFile = static _ => null };

    public static HoconConfig Read(string text, HoconOptions? options = null) => HoconConfig.ParseText(text, "test.conf", options ?? NoWorld);

    public static HoconCursor Cursor(string text) => Read(text).Cursor();

    /// <summary>Options that see these files (name, content) and nothing else.</summary>
    public static HoconOptions Files(params (string Name, string Content)[] files) => NoWorld with
    {
        OpenFile = path => Array.Find(files, file => file.Name == path.Replace('\\', '/')) is { Content: { } content }
            ? new MemoryStream(Encoding.UTF8.GetBytes(content))
            : null,
    };

    /// <summary>Compares meaning: neither layout nor the order of fields counts.</summary>
    public static void AssertJson(string expected, HoconConfig actual)
    {
        var equal = JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.ToJson()));
        Assert.True(equal, $"expected {expected}\nfound {actual.ToJson()}");
    }
}
