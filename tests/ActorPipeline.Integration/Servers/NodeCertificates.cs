using System.Net;
using System.Security.Cryptography.X509Certificates;
using ActorPipeline.Integration.Processes;
using ActorPipeline.TestKit.Security;

namespace ActorPipeline.Integration.Servers;

/// <summary>An operator's authority, and the PEM files that nodes on this machine work with.</summary>
internal sealed class NodeCertificates : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("cluster", TimeProvider.System);

    /// <summary>Signs a certificate for 127.0.0.1 and writes the files.</summary>
    public NodeCertificates()
    {
        using var certificate = Sign();
        File.WriteAllText(_folder.Of("ca.pem"), _authority.Pem);
        File.WriteAllText(_folder.Of("node.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.Of("node.key"), TestAuthority.KeyPem(certificate));
    }

    /// <summary>A node's settings of mutual TLS.</summary>
    public string[] Settings =>
    [
        "cluster.tls.enabled=on", $"cluster.tls.ca-file={_folder.Of("ca.pem")}", $"cluster.tls.certificate-file={_folder.Of("node.pem")}",
        $"cluster.tls.key-file={_folder.Of("node.key")}",
    ];

    /// <summary>Signs a certificate for 127.0.0.1, with its key.</summary>
    public X509Certificate2 Sign() => _authority.Sign(new TestCertificate { Addresses = [IPAddress.Loopback] });

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }
}
