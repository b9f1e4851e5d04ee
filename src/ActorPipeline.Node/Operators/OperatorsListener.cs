using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Operators;

/// <summary>The listener for operators, probes and scrapers.</summary>
internal static class OperatorsListener
{
    private const int FewestForProbes = 4;

    private static readonly PathString[] Probes = ["/alive", "/ready", "/startup"];

    public static WebApplication Build(NodeParts parts)
    {
        var management = parts.Options.Management;
        var app = ListenerApp.CreateBuilder(management.Listener, management.MaxLoadBytes, Connections(management), parts.Clock, parts.Loggers).Build();
        ResponseSafety.Use(app);
        app.UseMiddleware<ProblemMiddleware>();
        app.Services.GetRequiredService<ConnectionGate>().Use(app, IsProbe);
        new HostCheck(ListenAddress.IsLoopback(management.Listener), []).Use(app);
        UseAccess(app, new TokenGuard(management.Listener, parts.Clock, parts.Loggers));
        app.UseRouting();
        var rows = new RowHandlers(new PipelineCatalog(parts.Engine.Pipelines), parts.Reads, parts.Options.Web);
        app.MapGet("/alive", context => NodeHealth.Alive().WriteAsync(context));
        app.MapGet("/startup", context => parts.Health.Startup().WriteAsync(context));
        app.MapGet("/ready", async context => await (await parts.Health.ReadyAsync(wholeCluster: false, context.RequestAborted)).WriteAsync(context));
        MetricRoutes.Map(app, parts.Metrics, rows.Catalog, parts.Membership);
        ClusterRoutes.Map(app, parts.Membership, rows.Catalog, management.ReadOnly);
        new PbmRoutes(parts, rows).Map(app);
        return app;
    }

    /// <summary>The listener's connections, of which some are left to probes: those come from few clients, one at a time.</summary>
    public static ConnectionLimits Connections(ManagementOptions management) =>
        new(management.MaxConnections, ForProbes: Math.Max(FewestForProbes, management.MaxConnections / 16));

    private static bool IsProbe(HttpRequest request) => Array.Exists(Probes, probe => request.Path == probe);

    // A browser has no business here: a page that sends a request to this machine is refused, whatever it asks for. Orchestrators' probes carry no token.
    private static void UseAccess(WebApplication app, TokenGuard token) => app.Use((context, next) =>
    {
        if (context.Request.Headers.Origin.Count > 0)
        {
            throw new ProblemException(StatusCodes.Status403Forbidden, "foreign-origin", "this listener does not serve web pages");
        }

        if (!IsProbe(context.Request))
        {
            token.Check(context, takesCookie: false);
        }

        return next(context);
    });
}
