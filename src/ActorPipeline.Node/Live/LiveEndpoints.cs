using ActorPipeline.Hashing;
using ActorPipeline.Node.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ActorPipeline.Node.Live;

/// <summary>Adds the live hub to a host.</summary>
internal static class LiveEndpoints
{
    public const string Path = "/hubs/live";

    /// <summary>Registers the hub. The host offers the pipelines by name and what reads views.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services, LiveOptions? options = null)
    {
        var limits = options ?? new LiveOptions();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(limits);
        services.AddSingleton<LiveInstruments>();
        services.AddSingleton(new BytesComparer(TableHash.Create()));
        services.AddSingleton<LiveReader>();
        services.AddSingleton<LiveContext>();
        services.AddSingleton<LiveFeeds>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveFeeds>());
        services.AddSignalR().AddHubOptions<LiveHub>(hub =>
        {
            hub.MaximumReceiveMessageSize = limits.MaxMessageBytes;
            hub.MaximumParallelInvocationsPerClient = 1;
            hub.EnableDetailedErrors = false;
            hub.SupportedProtocols = ["json"];
        });
        return services;
    }

    /// <summary>Maps the hub. The host sees to it that only pages connect that may: browsers send WebSockets across origins without asking.</summary>
    public static IEndpointConventionBuilder MapLive(this IEndpointRouteBuilder endpoints)
    {
        var hub = endpoints.MapHub<LiveHub>(Path);
        hub.Add(endpoint => endpoint.RequestDelegate = AtAnyPace(endpoint.RequestDelegate!));
        return hub;
    }

    // A client that reads slowly loses frames, which are counted, and gets a snapshot in their place.
    private static RequestDelegate AtAnyPace(RequestDelegate next) => context =>
    {
        EndlessResponse.AllowAnyPace(context);
        return next(context);
    };
}
