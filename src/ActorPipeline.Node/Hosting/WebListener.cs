using ActorPipeline.Node.Api;
using ActorPipeline.Node.Dashboard;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Live;
using ActorPipeline.Node.Operators;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Serving;
using Microsoft.AspNetCore.HttpOverrides;

namespace ActorPipeline.Node.Hosting;

/// <summary>The listener for browsers, trackers and programs.</summary>
internal static class WebListener
{
    /// <summary>Builds the listener: what a request passes, in order, and the routes.</summary>
    public static WebApplication Build(NodeParts parts)
    {
        var (options, web) = (parts.Options, parts.Options.Web);
        var builder = ListenerApp.CreateBuilder(
            web.Listener, options.Collector.MaxBodyBytes, new ConnectionLimits(web.MaxConnections), parts.Clock, parts.Loggers);
        builder.Services.AddSingleton(parts.Clock);
        var pages = new PageOrigins(options);
        pages.Add(builder.Services);
        ApiRate.Add(builder.Services, web);
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "ActorPipeline";
            document.Info.Version = CommandLine.Version;
            document.Paths.Remove("/");
            return Task.CompletedTask;
        }));
        builder.Services.AddSingleton(parts.Reads.Live);
        builder.Services.AddSingleton<IReadOnlyDictionary<string, IPipelineRuntime>>(
            parts.Engine.Pipelines.ToDictionary(pipeline => pipeline.Definition.Name));
        builder.Services.AddLive();

        var app = builder.Build();
        UseForwardedFor(app, web);
        ResponseSafety.Use(app);
        app.UseMiddleware<ProblemMiddleware>();
        app.Services.GetRequiredService<ConnectionGate>().Use(app, isProbe: _ => false);
        new HostCheck(ListenAddress.IsLoopback(web.Listener), web.AllowedHosts).Use(app);

        // Before the token: what a browser asks beforehand bears none, and a page may read that it lacks one.
        pages.Use(app);
        new WebAccess(new TokenGuard(web.Listener, parts.Clock, parts.Loggers)).Use(app);
        app.UseRouting();
        app.UseRateLimiter();
        app.UseDashboard(DashboardPage.Folder);
        CollectRoutes.Map(app, parts.Collector);
        ApiRoutes.Map(app, new RowHandlers(new PipelineCatalog(parts.Engine.Pipelines), parts.Reads, web), parts.Sql);
        app.MapLive();
        app.MapOpenApi();
        return app;
    }

    private static void UseForwardedFor(WebApplication app, WebOptions web)
    {
        if (web.TrustedProxies.Count == 0)
        {
            return;
        }

        const ForwardedHeaders Both = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = Both, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in web.TrustedProxies)
        {
            forwarded.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
        }

        app.UseForwardedHeaders(forwarded);
    }
}
