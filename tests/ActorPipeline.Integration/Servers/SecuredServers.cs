namespace ActorPipeline.Integration.Servers;

/// <summary>One broker and one Cassandra node that take encrypted connections and right passwords only. Their certificate is for another name than they are reached by.</summary>
public sealed class SecuredServers : IAsyncDisposable
{
    private readonly ServerCertificate _certificate = new();
    private KafkaServers? _kafka;
    private CassandraServers? _cassandra;

    /// <summary>Settings of a node that both let in.</summary>
    internal IReadOnlyList<string> Settings =>
    [
        "kafka.properties.security.protocol=SASL_SSL", "kafka.properties.sasl.mechanism=PLAIN",
        "kafka.properties.sasl.username=node", "kafka.properties.sasl.password=secret",
        $"kafka.properties.ssl.ca.location={_certificate.Authority}", "kafka.properties.ssl.endpoint.identification.algorithm=none",
        "cassandra.username=cassandra", "cassandra.password=cassandra",
        "cassandra.tls.enabled=on", $"cassandra.tls.ca-file={_certificate.Authority}", "cassandra.tls.verify-name=off",
    ];

    /// <summary>The broker.</summary>
    internal async Task<KafkaServers> KafkaOrSkipAsync(CancellationToken cancellationToken) => _kafka ??= await KafkaServers.StartOrSkipAsync(
        1,
        cancellationToken,
        "listener.security.protocol.map=PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms=PLAIN",
        "sasl.mechanism.inter.broker.protocol=PLAIN",
        "listener.name.plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required "
        + "username=\"admin\" password=\"admin-secret\" user_admin=\"admin-secret\" user_node=\"secret\";",
        "ssl.keystore.type=PKCS12",
        $"ssl.keystore.location={_certificate.KeyStore}",
        $"ssl.keystore.password={ServerCertificate.Password}",
        $"ssl.key.password={ServerCertificate.Password}",
        "ssl.truststore.type=PEM",
        $"ssl.truststore.location={_certificate.Authority}",
        "ssl.endpoint.identification.algorithm=");

    /// <summary>The Cassandra node.</summary>
    internal async Task<CassandraServers> CassandraOrSkipAsync(CancellationToken cancellationToken) =>
        _cassandra ??= await CassandraServers.StartOrSkipAsync(1, cancellationToken, "authenticator: PasswordAuthenticator", _certificate.CassandraSettings);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var servers in (RealServers?[])[_kafka, _cassandra])
        {
            if (servers is not null)
            {
                await servers.DisposeAsync();
            }
        }

        _certificate.Dispose();
    }
}
