using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPipeline.Asking;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Serving;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Operators;

/// <summary>A page or client actor as operators see it.</summary>
/// <param name="Key">Its key by the names of its parts.</param>
/// <param name="Node">The node that owns its shard.</param>
/// <param name="Offset">The shard log below this offset is in it.</param>
/// <param name="FirstEvent">The time of the earliest event that is held, to the view's smallest step; null when nothing is held.</param>
/// <param name="LastEvent">The time of the latest.</param>
/// <param name="Rows">Its rows of windows that still count, and of closed ones that may still be corrected.</param>
internal sealed record EntityDocument(
    string Pipeline,
    string View,
    IReadOnlyDictionary<string, string> Key,
    string Node,
    int Shard,
    long Epoch,
    long Offset,
    string? FirstEvent,
    string? LastEvent,
    JsonNode Rows)
{
    public static EntityDocument Of(PipelineDefinition pipeline, ViewDefinition view, IReadOnlyList<string> key, EntityFound found) => new(
        pipeline.Name,
        view.Name,
        view.KeyNames.Zip(key).ToDictionary(part => part.First, part => part.Second),
        found.Node,
        found.Shard,
        found.Epoch,
        found.Offset,
        IsoTime.OrNull(found.FirstMs),
        IsoTime.OrNull(found.LastMs),
        RowsOf(found.Rows));

    private static JsonNode RowsOf(IReadOnlyList<Row> rows)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, RowJson.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (var row in rows)
            {
                RowJson.Write(writer, row);
            }

            writer.WriteEndArray();
        }

        return JsonNode.Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length))!;
    }
}
