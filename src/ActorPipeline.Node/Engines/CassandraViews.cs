using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Node.Settings;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Engines;

/// <summary>Opens the view store that section <c>cassandra</c> describes.</summary>
internal static class CassandraViews
{
    /// <summary>Connects, and makes the keyspace and its tables where they are missing.</summary>
    /// <exception cref="ViewStoreException">No server answers, or it refuses.</exception>
    public static async Task<CassandraViewStore> OpenAsync(
        NodeOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var session = await ConnectAsync(options, clock, loggers, cancellationToken);
        return await CassandraViewStore.OpenAsync(session, options.Cluster.Store, loggers.CreateLogger<CassandraViewStore>(), cancellationToken);
    }

    /// <summary>Connects, and says what would be made for the node's pipelines.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public static async Task<IReadOnlyList<SchemaStatement>> PlanAsync(
        NodeOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        await using var session = await ConnectAsync(options, clock, loggers, cancellationToken);
        return await CassandraViewStore.PlanAsync(session, options.Cluster.Store, options.Pipelines, cancellationToken);
    }

    private static async Task<CqlSession> ConnectAsync(NodeOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await CqlSession.ConnectAsync(options.Cluster.Session with { Time = clock, Logging = loggers }, cancellationToken);
        }
        catch (CqlException failure)
        {
            throw new ViewStoreException(failure.Message, failure);
        }
    }
}
