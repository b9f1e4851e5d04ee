using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Operators;

/// <summary>The probes: 200 or 503, with every check named.</summary>
internal static class HealthRoutes
{
    public static void Map(IEndpointRouteBuilder routes, NodeHealth health)
    {
        routes.MapGet("/alive", context => AnswerAsync(context, NodeHealth.Alive()));
        routes.MapGet("/startup", context => AnswerAsync(context, health.Startup()));
        routes.MapGet("/ready", context => ReadyAsync(context, health, wholeCluster: false));
    }

    public static async Task ReadyAsync(HttpContext context, NodeHealth health, bool wholeCluster) =>
        await AnswerAsync(context, await health.ReadyAsync(wholeCluster, context.RequestAborted));

    private static Task AnswerAsync(HttpContext context, HealthReport report) =>
        NodeJson.WriteAsync(context, report, report.IsOk ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
