using System.Text.Json;

namespace ActorPipeline.Node.Collector;

/// <summary>The answer to a collected request: <c>202 {"accepted":n,"rejected":[{"index":i,"reason":"…"}]}</c>.</summary>
internal static class CollectAnswer
{
    public static async Task WriteAsync(HttpResponse response, int accepted, IReadOnlyList<RejectedEvent> rejected)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteNumber("accepted"u8, accepted);
        writer.WriteStartArray("rejected"u8);
        foreach (var item in rejected)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index"u8, item.Index);
            writer.WriteString("reason"u8, item.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
