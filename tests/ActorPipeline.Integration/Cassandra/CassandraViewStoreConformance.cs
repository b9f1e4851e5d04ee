using ActorPipeline.Cassandra.Store;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Conformance;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>Runs in one keyspace: each test has a pipeline of its own.</summary>
public sealed class CassandraViewStoreConformance(SharedServers servers) : ViewStoreConformance
{
    private static readonly string Keyspace = StoreOpener.NewKeyspace();

    protected override async ValueTask<IViewStore> OpenAsync() =>
        await StoreOpener.OpenAsync(await servers.CassandraOrSkipAsync(Ended), new CassandraStoreOptions { Keyspace = Keyspace });
}
