using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Knocks at the port between nodes without belonging there.</summary>
internal static class Stranger
{
    /// <summary>Sends bytes that are no TLS to a port and waits until the node hangs up.</summary>
    public static async Task SendGarbageAsync(int port, byte[] garbage, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await AwaitEndAsync(client.GetStream(), garbage, cancellationToken);
    }

    /// <summary>Tries a handshake, and what comes after it, until the node hangs up.</summary>
    /// <param name="port">The node's port.</param>
    /// <param name="certificate">What the stranger shows; null for nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task ShakeHandsAsync(int port, X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await using var stream = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = $"{IPAddress.Loopback}",
            ClientCertificates = certificate is null ? [] : [certificate],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        };
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return;
        }

        await AwaitEndAsync(stream, new byte[1024], cancellationToken);
    }

    private static async Task AwaitEndAsync(Stream stream, byte[] sent, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(sent, cancellationToken);
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        catch (IOException)
        {
            // That is an end, too.
        }
    }
}
