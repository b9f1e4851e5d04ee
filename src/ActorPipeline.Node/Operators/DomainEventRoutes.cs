using System.Text.Json;
using System.Threading.Channels;
using ActorPipeline.Emission;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Operators;

/// <summary>What changes among the members, as it happens: for scripts written for Akka.Management, and for the operators' command line.</summary>
internal static class DomainEventRoutes
{
    // What a slow reader has no room for ends its connection.
    private const int Waiting = 1_000;

    public static Task EventsAsync(HttpContext context, IMembership membership) => FollowAsync(
        context, membership, "text/event-stream", (type, member) => $"event: {type}\ndata: {Json(new { type, member })}\n\n");

    public static Task LinesAsync(HttpContext context, IMembership membership, TimeProvider clock) => FollowAsync(
        context,
        membership,
        "application/x-ndjson",
        (type, member) => $"{Json(new { time = IsoText.Of(clock.GetUtcNow().ToUnixTimeMilliseconds()), type, member })}\n");

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, NodeJson.Options);

    private static async Task FollowAsync(HttpContext context, IMembership membership, string contentType, Func<string, string, string> text)
    {
        var events = Channel.CreateBounded<string>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        using var following = membership.Follow((name, member) =>
        {
            if (!events.Writer.TryWrite(text(name, member)))
            {
                events.Writer.TryComplete();
            }
        });
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await EndlessResponse.WriteAsync(context, async ended =>
        {
            await foreach (var one in events.Reader.ReadAllAsync(ended))
            {
                await context.Response.WriteAsync(one, ended);
                await context.Response.Body.FlushAsync(ended);
            }
        });
    }
}
