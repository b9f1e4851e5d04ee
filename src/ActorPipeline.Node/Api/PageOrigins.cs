using ActorPipeline.Node.Http;
using ActorPipeline.Node.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace ActorPipeline.Node.Api;

/// <summary>Which web pages may use which part of the web listener: this node's own, and those of the origins that a setting names. A request of any other
/// page is refused; pages that are named are told so the way their browsers ask (CORS).</summary>
/// <remarks>Credentials are allowed: a page that sends JSON with <c>navigator.sendBeacon</c> sends it with them, and so does the client of SignalR; their
/// browsers then take neither <c>*</c> for an origin nor an answer that does not allow them. To the collector they may be allowed from everywhere: it looks
/// at no cookie, so its answer is nobody's in particular.</remarks>
internal sealed class PageOrigins
{
    private const string Senders = "senders";
    private const string Readers = "readers";

    // The longest that Chromium remembers a preflight.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(2);

    private readonly OriginCheck _senders;
    private readonly OriginCheck _readers;

    public PageOrigins(NodeOptions options) =>
        (_senders, _readers) = (new OriginCheck(options.Collector.AllowedOrigins), new OriginCheck(options.Web.AllowedOrigins));

    public void Add(IServiceCollection services) => services.AddCors(cors =>
    {
        cors.AddPolicy(Senders, policy => Allow(policy, _senders)
            .WithMethods("POST", "GET")
            .WithHeaders("Content-Type", "Content-Encoding")
            .WithExposedHeaders("Retry-After", "ap-not-counted"));

        // The hub's client, where a WebSocket is not to be had, also sends by POST and ends by DELETE, and names itself in headers.
        cors.AddPolicy(Readers, policy => Allow(policy, _readers)
            .WithMethods("GET", "POST", "DELETE")
            .WithHeaders("Authorization", "Content-Type", "X-Requested-With", "X-SignalR-User-Agent")
            .WithExposedHeaders("Retry-After"));
    });

    // By path and not by endpoint: a request that fits none is answered with an error that the page may read too.
    public void Use(IApplicationBuilder app)
    {
        app.UseWhen(CollectRoutes.IsCollector, collector => Use(collector, _senders, Senders, "collector.allowed-origins"));
        app.UseWhen(WebAccess.IsGuarded, readers => Use(readers, _readers, Readers, "web.allowed-origins"));
    }

    private static CorsPolicyBuilder Allow(CorsPolicyBuilder policy, OriginCheck origins) =>
        policy.SetIsOriginAllowed(origins.Names).AllowCredentials().SetPreflightMaxAge(Remembered);

    private static void Use(IApplicationBuilder app, OriginCheck origins, string policy, string setting)
    {
        app.Use((context, next) => origins.Allows(context.Request)
            ? next(context)
            : throw new ProblemException(
                StatusCodes.Status403Forbidden, "foreign-origin", $"pages of {context.Request.Headers.Origin} may not use this; see {setting}"));
        app.UseCors(policy);
    }
}
