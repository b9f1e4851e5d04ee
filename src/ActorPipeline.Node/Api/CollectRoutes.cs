using ActorPipeline.Node.Collector;

namespace ActorPipeline.Node.Api;

internal static class CollectRoutes
{
    private const string Path = "/collect";

    public static bool IsCollector(HttpContext context) => context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);

    public static void Map(IEndpointRouteBuilder routes, EventCollector collector)
    {
        var group = routes.MapGroup($"{Path}/{{pipeline}}").WithTags("collector");
        group.MapPost("/", (HttpContext context, string pipeline) => collector.CollectAsync(context, pipeline))
            .WithSummary("Takes events: one, a JSON array, or lines")
            .WithDescription("Answers once the accepted events are durable. Bodies may be gzip.")
            .Accepts<string>("application/json", "application/x-ndjson", "text/plain", "text/csv", "application/x-www-form-urlencoded")
            .Produces(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/pixel.gif", (HttpContext context, string pipeline) => collector.CollectPixelAsync(context, pipeline))
            .WithSummary("Takes the one event of the query string and answers with a transparent image")
            .Produces(StatusCodes.Status200OK, contentType: "image/gif")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }
}
