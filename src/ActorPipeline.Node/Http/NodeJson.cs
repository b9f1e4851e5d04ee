using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorPipeline.Node.Http;

/// <summary>How both listeners write JSON: snake_case names, readable letters, nulls written where a shape has the member.</summary>
internal static class NodeJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>For documents that are written by hand: letters outside ASCII stay readable. They are for programs, never part of an HTML page.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = Options.Encoder };

    public static Task WriteAsync<T>(HttpContext context, T value, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(value, Options, "application/json", context.RequestAborted);
    }

    /// <summary>Writes an array whose items are read as they are sent.</summary>
    public static async Task WriteListAsync<T>(HttpContext context, ResponsePace pace, IAsyncEnumerable<T> items)
    {
        var cancelled = context.RequestAborted;

        // The first item is read before the head is sent, so that what fails there is still answered with its status.
        await using var source = items.GetAsyncEnumerator(cancelled);
        var any = await source.MoveNextAsync();
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.StartAsync(cancelled);
        var output = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(output, WriterOptions);
        json.WriteStartArray();
        for (; any; any = await source.MoveNextAsync())
        {
            JsonSerializer.Serialize(json, source.Current, Options);
            json.Flush();
            await pace.PassOnAsync(output, cancelled);
        }

        json.WriteEndArray();
        json.Flush();
        await pace.FlushAsync(output, cancelled);
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        return options;
    }
}
