using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Node.Settings;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Engines;

/// <summary>Opens the view store that section <c>cassandra</c> describes.</summary>
internal static class CassandraViews
{
    /// <summary>Connects, and makes the keyspace and its tables where they are missing.</summary>
    /// <exception cref="ViewStoreException">No server answers, or it refuses.</exception>
    public static async Task<CassandraViewStore> OpenAsync(NodeOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var cassandra = options.Cluster.Cassandra;
        var session = await ConnectAsync(SessionOptions(cassandra) with { Time = clock, Logging = loggers }, cancellationToken);
        return await CassandraViewStore.OpenAsync(session, StoreOptions(cassandra), loggers.CreateLogger<CassandraViewStore>(), cancellationToken);
    }

    /// <summary>Connects, and says what would be made for the node's pipelines.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public static async Task<IReadOnlyList<SchemaStatement>> PlanAsync(NodeOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var cassandra = options.Cluster.Cassandra;
        await using var session = await ConnectAsync(SessionOptions(cassandra) with { Time = clock, Logging = loggers }, cancellationToken);
        return await CassandraViewStore.PlanAsync(session, StoreOptions(cassandra), options.Pipelines, cancellationToken);
    }

    private static async Task<CqlSession> ConnectAsync(CqlSessionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await CqlSession.ConnectAsync(options, cancellationToken);
        }
        catch (CqlException failure)
        {
            throw new ViewStoreException(failure.Message, failure);
        }
    }

    private static CassandraStoreOptions StoreOptions(CassandraSection cassandra) =>
        new() { Keyspace = cassandra.Keyspace, ReplicationFactor = cassandra.ReplicationFactor, KeepRows = cassandra.KeepRows };

    /// <summary>How a node speaks to Cassandra, but for its clock and its log.</summary>
    internal static CqlSessionOptions SessionOptions(CassandraSection cassandra) => new()
    {
        ContactPoints = [.. cassandra.ContactPoints.Select(CqlEndpoint.Parse)],
        LocalDatacenter = OrNull(cassandra.LocalDatacenter),
        Username = OrNull(cassandra.Username),
        Password = cassandra.Username.Length > 0 ? cassandra.Password : null,
        Tls = cassandra.Tls.Enabled ? Tls(cassandra.Tls) : null,
        ProtocolVersion = cassandra.ProtocolVersion,
        UseLz4 = cassandra.Compresses,
        ConnectionsPerNode = cassandra.ConnectionsPerNode,
        RequestTimeout = cassandra.RequestTimeout,
    };

    private static CqlTlsOptions Tls(CassandraTlsSection tls) => new()
    {
        AuthorityFile = OrNull(tls.CaFile),
        ClientCertificateFile = OrNull(tls.CertificateFile),
        ClientKeyFile = OrNull(tls.KeyFile),
        VerifyName = tls.VerifyName,
    };

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
