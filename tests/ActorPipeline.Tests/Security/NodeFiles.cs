using System.Net;
using System.Security.Cryptography.X509Certificates;
using ActorPipeline.Actors.Security;
using ActorPipeline.TestKit.Security;
using ActorPipeline.Tests.Node.Hosting;

namespace ActorPipeline.Tests.Security;

/// <summary>The PEM files of a node.</summary>
/// <param name="folder">Where they are.</param>
internal sealed class NodeFiles(TempFolder folder)
{
    /// <summary>A certificate for 127.0.0.1.</summary>
    public static TestCertificate Loopback { get; } = new() { Addresses = [IPAddress.Loopback] };

    /// <summary>Path of the authority's certificate.</summary>
    public string Authority => Path.Combine(folder.Path, "ca.pem");

    /// <summary>Path of the node's certificate.</summary>
    public string Certificate => Path.Combine(folder.Path, "node.pem");

    /// <summary>Path of its key.</summary>
    public string Key => Path.Combine(folder.Path, "node.key");

    /// <summary>Writes the files for a certificate that an authority signs now.</summary>
    public NodeFiles Write(TestAuthority authority, TestCertificate? shape = null)
    {
        using var certificate = authority.Sign(shape ?? Loopback);
        return Write(authority.Pem, certificate);
    }

    /// <summary>Writes the files.</summary>
    public NodeFiles Write(string authorities, X509Certificate2 certificate)
    {
        File.WriteAllText(Authority, authorities);
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, TestAuthority.KeyPem(certificate));
        return this;
    }

    /// <summary>Reads them as a node at 127.0.0.1 does.</summary>
    public ClusterTls Load(TimeProvider time) =>
        ClusterTls.Load(new ClusterTlsOptions { AuthorityFile = Authority, CertificateFile = Certificate, KeyFile = Key, Host = "127.0.0.1" }, time);
}
