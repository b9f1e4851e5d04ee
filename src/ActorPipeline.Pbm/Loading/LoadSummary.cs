using System.Text.Json.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Loading;

/// <summary>How a load went.</summary>
/// <param name="Files">The files in the order in which they were read.</param>
/// <param name="Outcome">What became of its events; null where nobody waited for that.</param>
internal sealed record LoadSummary(
    string Pipeline, IReadOnlyList<string> Files, long Accepted, long Rejected, long Bytes, TimeSpan Elapsed, LoadOutcome? Outcome)
{
    /// <summary>As a document: a line a figure, or one JSON object.</summary>
    public Document ToDocument()
    {
        var figures = new JsonObject
        {
            ["pipeline"] = Pipeline,
            ["files"] = new JsonArray([.. Files.Select(file => (JsonNode)file)]),
            ["accepted"] = Accepted,
            ["rejected"] = Rejected,
            ["applied"] = Accepted - Outcome?.Late - Outcome?.AllDeadLetters,
            ["late"] = Outcome?.Late,
            ["dead_letters"] = Outcome?.AllDeadLetters,
            ["reasons"] = Outcome?.Reasons(),
            ["bytes"] = Bytes,
            ["seconds"] = Math.Round(Elapsed.TotalSeconds, 3),
        };
        return Document.Properties(JsonText.Element(figures), [.. figures.Select(figure => Column.Of(figure.Key))], _ => Pipeline);
    }
}
