using System.Text.Json.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Loading;

internal sealed record LoadSummary(LoadOptions Options, long Accepted, long Rejected, long Bytes, TimeSpan Elapsed)
{
    /// <summary>As a document: a line a figure, or one JSON object.</summary>
    public Document ToDocument()
    {
        var figures = new JsonObject
        {
            ["pipeline"] = Options.Pipeline,
            ["files"] = new JsonArray([.. Options.Files.Select(file => (JsonNode)file)]),
            ["accepted"] = Accepted,
            ["rejected"] = Rejected,
            ["bytes"] = Bytes,
            ["seconds"] = Math.Round(Elapsed.TotalSeconds, 3),
        };
        return Document.Properties(JsonText.Element(figures), [.. figures.Select(figure => Column.Of(figure.Key))], _ => Options.Pipeline);
    }
}
