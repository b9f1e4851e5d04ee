using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorPipeline.Actors.Security;

/// <summary>What a node's certificate is used for on a connection.</summary>
internal enum PeerRole
{
    Server,
    Client,
}

/// <summary>Decides whether a certificate belongs to a node of this cluster. What the machine trusts does not count. Safe to use from any thread.</summary>
/// <param name="intermediates">Certificates that may stand between a root and a node's certificate.</param>
/// <param name="peerNames">Names of which a certificate must bear one; empty for any.</param>
internal sealed class PeerCheck(X509Certificate2Collection roots, X509Certificate2Collection intermediates, IReadOnlyList<string> peerNames, TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Says why a certificate is refused; null when it is accepted.</summary>
    /// <param name="host">The name or address it must bear; null where that is not known.</param>
    /// <param name="sent">Certificates that came with it.</param>
    public string? Refuse(X509Certificate2 certificate, PeerRole role, string? host, X509Certificate2Collection? sent = null) =>
        OutOfTime(certificate) ?? FaultOfChain(certificate, role, sent ?? []) ?? FaultOfUsage(certificate) ?? FaultOfNames(certificate, host);

    /// <summary>Whether a certificate bears a name or an address among its alternative names; its subject does not count.</summary>
    public static bool IsFor(X509Certificate2 certificate, string host) =>
        host.Trim('[', ']') is var name && Uri.CheckHostName(name) != UriHostNameType.Unknown
        && certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false);

    public static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())));
        return string.Join(", ", names) is { Length: > 0 } list ? $"is for {list}" : "bears no alternative name";
    }

    private string? OutOfTime(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return now > to ? $"expired on {Day(to)}" : now < from ? $"is not valid before {Day(from)}" : null;
    }

    private string? FaultOfChain(X509Certificate2 certificate, PeerRole role, X509Certificate2Collection sent)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(role, sent) };
        try
        {
            return chain.Build(certificate) ? null : Describe(chain.ChainStatus, role);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    // Nothing is fetched: a stranger's certificate must not make a node call an address that stands in it.
    private X509ChainPolicy Policy(PeerRole role, X509Certificate2Collection sent)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = time.GetUtcNow().UtcDateTime,
            ApplicationPolicy = { new Oid(role == PeerRole.Server ? ServerAuthentication : ClientAuthentication) },
        };
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(intermediates);
        policy.ExtraStore.AddRange(sent);
        return policy;
    }

    private static string Describe(X509ChainStatus[] status, PeerRole role)
    {
        var flags = status.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        const X509ChainStatusFlags NotSigned = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;
        var use = role == PeerRole.Server ? "servers (serverAuth)" : "clients (clientAuth)";
        return (flags & NotSigned) != 0 ? "is not signed by the cluster's authority"
            : (flags & X509ChainStatusFlags.NotValidForUsage) != 0 ? $"is not meant for TLS {use}"
            : (flags & X509ChainStatusFlags.NotTimeValid) != 0 ? "is signed by an authority whose own certificate is not valid now"
            : $"is refused: {flags}";
    }

    private static string? FaultOfUsage(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature)) ? null
            : "has a key usage without digitalSignature";

    private string? FaultOfNames(X509Certificate2 certificate, string? host) =>
        host is not null && !IsFor(certificate, host) ? $"{NamesOf(certificate)}, not for {host}"
            : peerNames.Count > 0 && !peerNames.Any(name => IsFor(certificate, name))
                ? $"{NamesOf(certificate)}, not for one of cluster.tls.peer-names ({string.Join(", ", peerNames)})"
            : null;

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
