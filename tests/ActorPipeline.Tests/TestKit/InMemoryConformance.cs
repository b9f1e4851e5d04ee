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
public sealed class InMemoryViewStoreConformance : ViewStoreConformance, IAsyncDisposable
{
    private readonly InMemoryViewStore _store = new();

    protected override ValueTask<IViewStore> OpenAsync() => ValueTask.FromResult<IViewStore>(_store);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
