using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Remote.Transport.DotNetty;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Security;

/// <summary>Makes Akka.Remote take and open mutually authenticated connections only.</summary>
internal static partial class TlsRemoting
{
    /// <summary>The settings of Akka that go with <see cref="Setups"/>.</summary>
    /// <remarks>Akka reads the names of adapters with their quotation marks where they hold a space.</remarks>
    public static string Hocon => """
        akka.remote {
          dot-netty.tcp { enable-ssl = on, applied-adapters = [handshake-guard] }
          adapters.handshake-guard = "ActorPipeline.Actors.Security.HandshakeGuardProvider,ActorPipeline.Actors"
        }
        """;

    public static IReadOnlyList<Setup> Setups(ClusterTls tls, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<ClusterTls>();
        return
        [
            new DotNettySslSetup(
                tls.Certificate,
                suppressValidation: false,
                requireMutualAuthentication: true,
                (certificate, chain, peer, _, _) => Accepts(tls, certificate, chain, peer, logger)),
            new HandshakeGuardSetup(tls),
        ];
    }

    /// <summary>Why the certificate of a node that was called is refused; null when it is accepted.</summary>
    public static string? RefuseServer(ClusterTls tls, X509Certificate? certificate, X509Chain? chain, string host) => certificate is X509Certificate2 shown
        ? tls.Check.Refuse(shown, PeerRole.Server, tls.VerifyName ? host : null, chain?.ChainPolicy.ExtraStore)
        : "is missing";

    // Akka names a peer that was called by its Akka address, and one that calls by its socket's.
    private static bool Accepts(ClusterTls tls, X509Certificate2? certificate, X509Chain? chain, string peer, ILogger logger)
    {
        var reason = Address.TryParse(peer, out var called)
            ? RefuseServer(tls, certificate, chain, called.Host)
            : certificate is null ? "is missing" : tls.Check.Refuse(certificate, PeerRole.Client, host: null, chain?.ChainPolicy.ExtraStore);
        if (reason is not null)
        {
            Refused(logger, peer, certificate?.Subject ?? "none", reason);
        }

        return reason is null;
    }

    [LoggerMessage(84, LogLevel.Warning, "refused a connection with {Peer}: its certificate ({Subject}) {Reason}")]
    private static partial void Refused(ILogger logger, string peer, string subject, string reason);
}
