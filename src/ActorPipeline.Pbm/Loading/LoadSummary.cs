using System.Text.Json.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Loading;

internal sealed record LoadSummary(LoadOptions Options, long Accepted, long Rejected, long Bytes, TimeSpan Elapsed)
{
    /// <summary>As a document: a line a figure, or one JSON object.</summary>
    public Document ToDocument() => Document.Properties(
        JsonText.Element(new JsonObject
        {
            ["pipeline"] = Options.Pipeline,
            ["files"] = new JsonArray([.. Options.Files.Select(file => (JsonNode)file)]),
            ["accepted"] = Accepted,
            ["rejected"] = Rejected,
            ["bytes"] = Bytes,
            ["seconds"] = Math.Round(Elapsed.TotalSeconds, 3),
        }),
        [
            Column.Of("pipeline"), Column.Of("files"), Column.Of("accepted"), Column.Of("rejected"), Column.Of("bytes"), Column.Of("seconds"),
        ],
        _ => Options.Pipeline);
}
