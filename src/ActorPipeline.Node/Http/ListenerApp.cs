using System.Net.Sockets;
using ActorPipeline.Node.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorPipeline.Node.Http;

/// <summary>One listener: a Kestrel of its own, so that no route can be reached through the other.</summary>
internal static class ListenerApp
{
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Begins a listener's application: bound to its address, with limits, and without anything read from the environment.</summary>
    public static WebApplicationBuilder CreateBuilder(ListenerOptions listener, int maxBodyBytes, int maxConnections, ILoggerFactory loggers)
    {
        // Whoever can reach an address beyond this machine must show a token.
        if (listener.Token.Length == 0 && !ListenAddress.IsLoopback(listener))
        {
            throw new NodeStartException(
                ExitCode.Configuration, $"{listener.Path}.host is {listener.Host}, which others can reach: set {listener.Path}.token too");
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The routes bound bodies themselves; what is somewhat larger is still read to its end, or the client would see a broken connection.
            kestrel.Limits.MaxRequestBodySize = 4L * maxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = maxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = maxConnections;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = KeepAliveTimeout;
            // Averages since a body or an answer began: what trickles for days would hold a connection, and memory, as long. Slower than any line in use.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
            kestrel.Listen(ListenAddress.EndPoint(listener));
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRouting();
        return builder;
    }

    /// <summary>Finds out whether an address can be had, before the work of starting an engine is done for nothing.</summary>
    /// <exception cref="NodeStartException">The address is in use or not this machine's.</exception>
    public static void Probe(ListenerOptions listener)
    {
        var address = ListenAddress.EndPoint(listener);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen();
        }
        catch (SocketException exception)
        {
            throw Taken(listener, exception);
        }
    }

    /// <summary>Binds the address and begins to serve; returns the address as it is, with the port that was chosen.</summary>
    /// <exception cref="NodeStartException">The address is in use or not this machine's.</exception>
    public static async Task<Uri> StartAsync(WebApplication app, ListenerOptions listener, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw Taken(listener, exception);
        }

        return new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    private static NodeStartException Taken(ListenerOptions listener, Exception cause) => new(
        ExitCode.AddressInUse,
        $"cannot listen on {listener.Host}:{listener.Port} ({listener.Path}): {cause.GetBaseException().Message}; "
        + $"set {listener.Path}.port, 0 takes any free one",
        cause);
}
