using System.Text.Json.Nodes;
using ActorPipeline.Asking;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Operators;

/// <summary>A page or client actor as operators see it. <c>node</c> owns its shard, whose log below <c>offset</c> is in it. <c>first_event</c> is the time of
/// the earliest event that is held, to the view's smallest step, null when nothing is held. <c>rows</c> are those of windows that still count, and
/// of closed ones that may still be corrected.</summary>
internal static class EntityDocument
{
    public static object Of(PipelineDefinition pipeline, ViewDefinition view, IReadOnlyList<string> key, EntityFound found) => new
    {
        Pipeline = pipeline.Name,
        View = view.Name,
        Key = view.KeyNames.Zip(key, KeyValuePair.Create).ToDictionary(),
        found.Node,
        found.Shard,
        found.Epoch,
        found.Offset,
        FirstEvent = IsoText.OrNull(found.FirstMs),
        LastEvent = IsoText.OrNull(found.LastMs),
        Rows = found.Rows.Select(JsonOf),
    };

    private static JsonNode? JsonOf(Row row)
    {
        var text = new ByteWriter();
        RowJson.Write(row, text);
        return JsonNode.Parse(text.Written.Span);
    }
}
