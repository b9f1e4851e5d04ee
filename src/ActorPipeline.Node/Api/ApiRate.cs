using System.Net;
using System.Threading.RateLimiting;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Api;

/// <summary>Bounds how often one address may ask the API: a token bucket each, dropped when idle.</summary>
internal static class ApiRate
{
    public static void Add(IServiceCollection services, WebOptions options) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context =>
            context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
                ? RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress ?? IPAddress.None, _ => Bucket(options))
                : RateLimitPartition.GetNoLimiter(IPAddress.None));
        limiter.OnRejected = (rejected, _) => new ValueTask(ProblemWriter.WriteAsync(
            rejected.HttpContext,
            new ProblemException(StatusCodes.Status429TooManyRequests, "too-many-requests", $"more than {options.RequestsPerSecond} requests a second")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            }));
    });

    private static TokenBucketRateLimiterOptions Bucket(WebOptions options) => new()
    {
        TokenLimit = options.RequestBurst,
        TokensPerPeriod = options.RequestsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    };
}
