using ActorPipeline.Cql;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Integration.Servers;
using Xunit;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>Encrypted connections to a node whose certificate bears another name than the address it is reached by.</summary>
public sealed class TlsTests : CqlTest
{
    [Fact]
    public async Task The_name_of_the_certificate_counts_unless_it_is_not_to()
    {
        using var certificate = new ServerCertificate();
        var authority = certificate.Authority;
        await using var servers = await CassandraServers.StartOrSkipAsync(1, Cancelled, certificate.CassandraSettings);
        var options = Options(servers) with { Tls = new CqlTlsOptions { AuthorityFile = authority } };

        var wrongName = await Assert.ThrowsAsync<CqlNoNodeException>(() => CqlSession.ConnectAsync(options, Cancelled));
        Assert.Contains("TLS refused", wrongName.Message, StringComparison.Ordinal);
        Assert.Contains("expected a certificate for 127.0.0.1", wrongName.Message, StringComparison.Ordinal);

        var unknownAuthority = options with { Tls = new CqlTlsOptions { ServerName = ServerCertificate.Name } };
        Assert.Contains("TLS refused", (await Assert.ThrowsAsync<CqlNoNodeException>(() => CqlSession.ConnectAsync(unknownAuthority, Cancelled))).Message, StringComparison.Ordinal);

        await AnswersAsync(options with { Tls = options.Tls with { ServerName = ServerCertificate.Name } });
        await AnswersAsync(options with { Tls = options.Tls with { VerifyName = false } });
    }

    private static async Task AnswersAsync(CqlSessionOptions options)
    {
        await using var session = await CqlSession.ConnectAsync(options, Cancelled);
        using var result = await session.ExecuteAsync("SELECT key FROM system.local", cancellationToken: Cancelled);
        Assert.Equal("local", result.Rows[0][0].Get<string>());
    }
}
