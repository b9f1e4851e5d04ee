using System.Text.Json.Serialization;

namespace ActorPipeline.Bench.Decoding;

/// <summary>A csc8101 event as one would declare it for <see cref="System.Text.Json.JsonSerializer"/>.</summary>
internal sealed record JsonVisit(
    [property: JsonPropertyName("client_id")] string ClientId,
    [property: JsonPropertyName("timestamp")] DateTime Timestamp,
    [property: JsonPropertyName("url")] JsonVisitUrl Url);

/// <summary>The page that was visited.</summary>
internal sealed record JsonVisitUrl(
    [property: JsonPropertyName("topic")] string Topic,
    [property: JsonPropertyName("page")] string Page);

/// <summary>The serializer's generated code.</summary>
[JsonSerializable(typeof(JsonVisit))]
internal sealed partial class JsonVisitContext : JsonSerializerContext;
