using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorPipeline.Pbm.Output;

/// <summary>JSON as text. Letters outside ASCII stay readable.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions CompactOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions IndentedOptions = new(CompactOptions) { WriteIndented = true, NewLine = "\n" };

    public static string Compact(JsonElement element) => JsonSerializer.Serialize(element, CompactOptions);

    public static string Quote(string text) => JsonSerializer.Serialize(text, CompactOptions);

    public static string Indented(JsonElement element) => JsonSerializer.Serialize(element, IndentedOptions);

    /// <summary>A member that must be there, as text.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public static string Text(this JsonElement item, string member) =>
        item.GetProperty(member).GetString() ?? throw new InvalidOperationException($"'{member}' is null");

    public static string NameOf(JsonElement named) => named.Text("name");

    public static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node, CompactOptions);
}
