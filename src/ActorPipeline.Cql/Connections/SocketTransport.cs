using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Connections;

/// <summary>TCP, with TLS where options ask for it.</summary>
internal sealed class SocketTransport(TlsSettings? tls) : ITransport
{
    public async Task<Stream> OpenAsync(CqlEndpoint endpoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            // That fails, too: no descriptors are left, or no addresses of that family are known here.
            socket = IPAddress.TryParse(endpoint.Host, out var address)
                ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.NoDelay = true;
            await ConnectAsync(socket, address, endpoint, cancellationToken).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return tls is null ? stream : await EncryptAsync(stream, tls.For(endpoint), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new IOException(Reason(e), e);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    private static ValueTask ConnectAsync(Socket socket, IPAddress? address, CqlEndpoint endpoint, CancellationToken cancellationToken) => address is null
        ? socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken)
        : socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), cancellationToken);

    private static async Task<Stream> EncryptAsync(NetworkStream stream, SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(stream);
        try
        {
            await encrypted.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return encrypted;
        }
        catch (AuthenticationException e)
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"TLS refused: {e.InnerException?.Message ?? e.Message} (expected a certificate for {options.TargetHost})", e);
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string Reason(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "host name not known",
        SocketError.TimedOut => "connection timed out",
        _ => e.Message,
    };
}
