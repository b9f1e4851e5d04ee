using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Api;

/// <summary>What browsers let pages of other origins do with the collector (CORS).</summary>
/// <remarks>A page that sends JSON with <c>navigator.sendBeacon</c> sends it with credentials, and its browser then takes neither <c>*</c> for an origin nor an
/// answer that does not allow them. They may be allowed to all: the collector looks at no cookie, so its answer is nobody's in particular.</remarks>
internal static class CollectOrigins
{
    private const string Policy = "collect";

    // The longest that Chromium remembers a preflight.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(2);

    public static void Add(IServiceCollection services, IReadOnlyList<string> allowed) => services.AddCors(cors => cors.AddPolicy(Policy, policy => policy
        .SetIsOriginAllowed(origin => allowed.Contains(CollectorOptions.AllOrigins) || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase))
        .AllowCredentials()
        .WithMethods("POST", "GET")
        .WithHeaders("Content-Type", "Content-Encoding")
        .WithExposedHeaders("Retry-After", "ap-not-counted")
        .SetPreflightMaxAge(Remembered)));

    // By path and not by endpoint: a request that fits none is answered with an error that the page may read too.
    public static void Use(IApplicationBuilder app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments(CollectRoutes.Path, StringComparison.OrdinalIgnoreCase),
        collector => collector.UseCors(Policy));
}
