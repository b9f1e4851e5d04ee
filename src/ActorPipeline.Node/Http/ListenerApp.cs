using System.Net.Sockets;
using ActorPipeline.Node.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ActorPipeline.Node.Http;

/// <summary>One listener: a Kestrel of its own, so that no route can be reached through the other.</summary>
internal static class ListenerApp
{
    // From its first byte to its last one: what a header takes over the worst network, and no more.
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    // Longer than load balancers keep their connections (60 s as a rule), or they would send a request into one that is being closed.
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromMinutes(2);

    // What a phone at the edge of its network gets through, on average from the body's first byte on; the first seconds pass unmeasured.
    private static readonly MinDataRate BodyRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

    // Bytes of a connection that have arrived and wait to be read. Kestrel's own 1 MiB would be 4 GiB over all connections.
    private const int UnreadBytes = 64 * 1024;

    /// <summary>Begins a listener's application: bound to its address, with limits, and without anything read from the environment.</summary>
    /// <remarks>Its <see cref="ConnectionGate"/> is among its services: what requests pass has to begin with it.</remarks>
    public static WebApplicationBuilder CreateBuilder(
        ListenerOptions listener, int maxBodyBytes, ConnectionLimits connections, TimeProvider clock, ILoggerFactory loggers)
    {
        // Whoever can reach an address beyond this machine must show a token.
        if (listener.Token.Length == 0 && !ListenAddress.IsLoopback(listener))
        {
            throw new NodeStartException(
                ExitCode.Configuration, $"{listener.Path}.host is {listener.Host}, which others can reach: set {listener.Path}.token too");
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(_ => new ConnectionGate(listener.Path, connections, clock, loggers.CreateLogger<ConnectionGate>()));
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new GatedTransport(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(services), services.GetRequiredService<ConnectionGate>()));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The routes bound bodies themselves; what is somewhat larger is still read to its end, or the client would see a broken connection.
            kestrel.Limits.MaxRequestBodySize = 4L * maxBodyBytes;
            kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = KeepAliveTimeout;
            kestrel.Limits.MinRequestBodyDataRate = BodyRate;

            // An average since the answer began: slower than any line in use.
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));

            // The gate counts one request per connection.
            kestrel.Listen(ListenAddress.EndPoint(listener), endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
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
