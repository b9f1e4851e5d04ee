using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPipeline.Cassandra.Cql;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using Xunit;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>Encrypted connections to a node whose certificate bears another name than the address it is reached by.</summary>
public sealed class TlsTests : CqlTest
{
    private const string ServerName = "cassandra.example";
    private const string KeyPassword = "changeit";

    [Fact]
    public async Task The_name_of_the_certificate_counts_unless_it_is_not_to()
    {
        using var folder = new TemporaryFolder();
        var keys = folder.Of("node.p12");
        var authority = folder.Of("node.pem");
        await WriteCertificateAsync(keys, authority);
        await using var servers = await CassandraServers.StartOrSkipAsync(
            1, Cancelled, $"client_encryption_options: {{enabled: true, optional: false, keystore: '{keys}', keystore_password: {KeyPassword}, store_type: PKCS12}}");
        var options = Options(servers) with { Tls = new CqlTlsOptions { AuthorityFile = authority } };

        var wrongName = await Assert.ThrowsAsync<CqlNoNodeException>(() => CqlSession.ConnectAsync(options, Cancelled));
        Assert.Contains("TLS refused", wrongName.Message, StringComparison.Ordinal);
        Assert.Contains("expected a certificate for 127.0.0.1", wrongName.Message, StringComparison.Ordinal);

        var unknownAuthority = options with { Tls = new CqlTlsOptions { ServerName = ServerName } };
        Assert.Contains("TLS refused", (await Assert.ThrowsAsync<CqlNoNodeException>(() => CqlSession.ConnectAsync(unknownAuthority, Cancelled))).Message, StringComparison.Ordinal);

        await AnswersAsync(options with { Tls = options.Tls with { ServerName = ServerName } });
        await AnswersAsync(options with { Tls = options.Tls with { VerifyName = false } });
    }

    private static async Task AnswersAsync(CqlSessionOptions options)
    {
        await using var session = await CqlSession.ConnectAsync(options, Cancelled);
        using var result = await session.ExecuteAsync("SELECT key FROM system.local", cancellationToken: Cancelled);
        Assert.Equal("local", result.Rows[0].GetString(0));
    }

    private static async Task WriteCertificateAsync(string keys, string authority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={ServerName}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ServerName);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllBytesAsync(keys, certificate.Export(X509ContentType.Pkcs12, KeyPassword), Cancelled);
        await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem(), Cancelled);
    }
}
