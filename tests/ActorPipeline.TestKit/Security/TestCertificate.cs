using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ActorPipeline.TestKit.Security;

/// <summary>What a certificate that a <see cref="TestAuthority"/> signs says.</summary>
public sealed record TestCertificate
{
    /// <summary>Object identifier of the use by TLS servers.</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Object identifier of the use by TLS clients.</summary>
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Host names it is for; may begin with <c>*.</c>.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Addresses it is for.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>When it begins to be valid, from the authority's now.</summary>
    public TimeSpan From { get; init; } = TimeSpan.FromHours(-1);

    /// <summary>When it ends to be valid, from the authority's now.</summary>
    public TimeSpan To { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What it may be used for, as object identifiers; empty for anything.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [ServerAuthentication, ClientAuthentication];

    /// <summary>What its key may be used for.</summary>
    public X509KeyUsageFlags KeyUses { get; init; } = X509KeyUsageFlags.DigitalSignature;

    /// <summary>Whether its key is an RSA one; an elliptic curve's otherwise.</summary>
    public bool HasRsaKey { get; init; }
}
