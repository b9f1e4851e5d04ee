namespace ActorPipeline.Cql.Connections;

/// <summary>How connections are encrypted. A node's certificate must be signed by an authority, and bear its name (<see cref="VerifyName"/>).</summary>
public sealed record CqlTlsOptions
{
    /// <summary>A PEM file with the authorities that sign the nodes' certificates; null: those the machine trusts.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>A PEM file with the certificate this client shows; null for none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>A PEM file with the private key of the client's certificate; null when it is in the same file.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>The name that every node's certificate must carry; null: the host of the contact point, the address of nodes that are learnt from it.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// Whether a certificate must bear <see cref="ServerName"/>. Without it every node that an authority has signed for can stand in for every other.
    /// </summary>
    public bool VerifyName { get; init; } = true;
}
