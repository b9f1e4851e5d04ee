using ActorPipeline.Log;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.TestKit.Log;
using ActorPipeline.TestKit.Store;

namespace ActorPipeline.Tests.TestKit;

/// <summary>What the simulation stands on keeps the same contracts as what ships: opened again, it finds what was stored.</summary>
public sealed class InMemoryEventLogConformance : EventLogConformance, IAsyncDisposable
{
    private readonly InMemoryEventLog _log = new();

    protected override ValueTask<IEventLog> OpenAsync() => ValueTask.FromResult<IEventLog>(_log);

    public ValueTask DisposeAsync() => _log.DisposeAsync();
}

/// <inheritdoc cref="InMemoryEventLogConformance"/>
public sealed class InMemoryRowStoreConformance : RowStoreConformance
{
    private readonly InMemoryViewStore _store = new();

    protected override ValueTask<OpenStores> OpenAsync() => ValueTask.FromResult(new OpenStores(EngineStores.Of(_store)));
}

/// <inheritdoc cref="InMemoryEventLogConformance"/>
public sealed class InMemorySnapshotStoreConformance : SnapshotStoreConformance
{
    private readonly InMemoryViewStore _store = new();

    protected override ValueTask<OpenStores> OpenAsync() => ValueTask.FromResult(new OpenStores(EngineStores.Of(_store)));
}

/// <inheritdoc cref="InMemoryEventLogConformance"/>
public sealed class InMemorySchemaConformance : SchemaConformance
{
    private readonly InMemoryViewStore _store = new();

    protected override ValueTask<OpenStores> OpenAsync() => ValueTask.FromResult(new OpenStores(EngineStores.Of(_store)));
}
