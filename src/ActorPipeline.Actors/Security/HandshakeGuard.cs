using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Remote.Transport;

namespace ActorPipeline.Actors.Security;

/// <summary>Tries the TLS handshake with a node before Akka does.</summary>
/// <remarks>Akka ends the whole actor system when a handshake fails that it began itself (1.5.73): the certificate of one node that has expired, or something
/// else that listens at its port, would take the others with it. Here it fails the association, which is tried again, as when nobody listens.</remarks>
internal sealed class HandshakeGuard : Transport
{
    private readonly Transport _guarded;
    private readonly ClusterTls _tls;
    private readonly TimeSpan _patience;

    public HandshakeGuard(Transport guarded, ClusterTls tls)
    {
        (_guarded, _tls) = (guarded, tls);
        (Config, System, SchemeIdentifier, MaximumPayloadBytes) = (guarded.Config, guarded.System, guarded.SchemeIdentifier, guarded.MaximumPayloadBytes);
        _patience = Config.GetTimeSpan("connection-timeout");
    }

    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => _guarded.Listen();

    public override bool IsResponsibleFor(Address remote) => _guarded.IsResponsibleFor(remote);

    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        await TryHandshakeAsync(remoteAddress).ConfigureAwait(false);
        return await _guarded.Associate(remoteAddress).ConfigureAwait(false);
    }

    public override Task<bool> Shutdown() => _guarded.Shutdown();

    public override Task<bool> ManagementCommand(object message) => _guarded.ManagementCommand(message);

    private async Task TryHandshakeAsync(Address remote)
    {
        using var patience = new CancellationTokenSource(_patience, _tls.Time);
        string? reason = null;
        try
        {
            using var client = new TcpClient();
            var host = remote.Host.Trim('[', ']');
            await client.ConnectAsync(host, remote.Port!.Value, patience.Token).ConfigureAwait(false);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(Options(host, refusal => reason = refusal), patience.Token).ConfigureAwait(false);
            await stream.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            throw new InvalidAssociationException($"{remote}: {(reason is null ? failure.GetBaseException().Message : $"its certificate {reason}")}", failure);
        }
    }

    // Up to TLS 1.2, as Akka's own handshake: it tells within the handshake whether the other node accepts this one's certificate.
    private SslClientAuthenticationOptions Options(string host, Action<string?> onRefused) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _tls.Context,
        EnabledSslProtocols = SslProtocols.Tls12,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            var reason = TlsRemoting.RefuseServer(_tls, certificate, chain, host);
            onRefused(reason);
            return reason is null;
        },
    };
}

/// <summary>Hands a node's certificate to <see cref="HandshakeGuardProvider"/>, which Akka creates.</summary>
internal sealed class HandshakeGuardSetup(ClusterTls tls) : Setup
{
    public ClusterTls Tls => tls;
}

/// <summary>Puts a <see cref="HandshakeGuard"/> before a transport.</summary>
internal sealed class HandshakeGuardProvider : ITransportAdapterProvider
{
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system) =>
        new HandshakeGuard(wrappedTransport, system.Settings.Setup.Get<HandshakeGuardSetup>().Value.Tls);
}
