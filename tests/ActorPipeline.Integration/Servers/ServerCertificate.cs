using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPipeline.Integration.Processes;

namespace ActorPipeline.Integration.Servers;

/// <summary>A certificate that signs itself, for a name that no server of a test is reached by, and its files.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Makes it.</summary>
    public ServerCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllBytes(KeyStore, certificate.Export(X509ContentType.Pkcs12, Password));
        File.WriteAllText(Authority, certificate.ExportCertificatePem());
    }

    /// <summary>The name it is for.</summary>
    public static string Name => "servers.example";

    /// <summary>The password of <see cref="KeyStore"/>.</summary>
    public static string Password => "changeit";

    /// <summary>PKCS #12 file of the certificate and its key.</summary>
    public string KeyStore => _folder.Of("server.p12");

    /// <summary>PEM file for who shall believe it.</summary>
    public string Authority => _folder.Of("server.pem");

    /// <summary>The lines of a Cassandra node's yaml that make it take encrypted connections only.</summary>
    public string CassandraSettings =>
        $"client_encryption_options: {{enabled: true, optional: false, keystore: '{KeyStore}', keystore_password: {Password}, store_type: PKCS12}}";

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
