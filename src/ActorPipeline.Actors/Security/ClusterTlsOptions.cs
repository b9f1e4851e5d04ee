namespace ActorPipeline.Actors.Security;

/// <summary>How a node proves to the others that it is one of them, and what it asks of them.</summary>
public sealed record ClusterTlsOptions
{
    /// <summary>PEM file of the authority whose certificates belong to nodes: its root, and intermediates if it has any.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>PEM file of this node's certificate; certificates of the authority may follow it.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>PEM file of the certificate's private key (RSA or ECDSA), not encrypted.</summary>
    public required string KeyFile { get; init; }

    /// <summary>The name or address that other nodes reach this one at.</summary>
    public required string Host { get; init; }

    /// <summary>Whether a node's certificate must bear the name or address it is reached at.</summary>
    public bool VerifyName { get; init; } = true;

    /// <summary>Names of which every node's certificate must bear one; empty where each certificate of the authority belongs to a node.</summary>
    public IReadOnlyList<string> PeerNames { get; init; } = [];
}
