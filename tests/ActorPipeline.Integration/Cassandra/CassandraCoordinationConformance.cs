using ActorPipeline.Cassandra.Store;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Conformance;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>Each test has a keyspace of its own; time is the server's.</summary>
public sealed class CassandraCoordinationConformance(SharedServers servers) : CoordinationConformance, IAsyncDisposable
{
    private CassandraViewStore? _store;

    public async ValueTask DisposeAsync() => await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);

    protected override async ValueTask<(IContactTable Contacts, ILeaseTable Leases)> OpenAsync()
    {
        _store = await StoreOpener.OpenAsync(await servers.CassandraOrSkipAsync(Ended), new CassandraStoreOptions { Keyspace = StoreOpener.NewKeyspace() });
        return (_store.Contacts, _store.Leases);
    }

    protected override Task PassAsync(TimeSpan span) => Task.Delay(span, TimeProvider.System, Ended);
}
