using ActorPipeline.Cassandra.Store;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Conformance;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>Rows on Cassandra.</summary>
public sealed class CassandraRowStoreConformance(SharedServers servers) : RowStoreConformance
{
    protected override ValueTask<OpenStores> OpenAsync() => CassandraStores.OpenAsync(servers, Ended);
}

/// <summary>Snapshots on Cassandra.</summary>
public sealed class CassandraSnapshotStoreConformance(SharedServers servers) : SnapshotStoreConformance
{
    protected override ValueTask<OpenStores> OpenAsync() => CassandraStores.OpenAsync(servers, Ended);
}

/// <summary>The schema on Cassandra.</summary>
public sealed class CassandraSchemaConformance(SharedServers servers) : SchemaConformance
{
    protected override ValueTask<OpenStores> OpenAsync() => CassandraStores.OpenAsync(servers, Ended);
}

/// <summary>Opens stores in one keyspace: each test has a pipeline of its own.</summary>
file static class CassandraStores
{
    private static readonly string Keyspace = StoreOpener.NewKeyspace();

    public static async ValueTask<OpenStores> OpenAsync(SharedServers servers, CancellationToken cancellationToken)
    {
        var store = await StoreOpener.OpenAsync(await servers.CassandraOrSkipAsync(cancellationToken), new CassandraStoreOptions { Keyspace = Keyspace });
        return new OpenStores(EngineStores.Of(store), store.DisposeAsync);
    }
}
