using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Tests.Embedded.Store;

/// <summary>Rows in a data folder.</summary>
public sealed class DuckDbRowStoreConformance : RowStoreConformance, IDisposable
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<OpenStores> OpenAsync() => _folder.OpenAsync();

    public void Dispose() => _folder.Dispose();
}

/// <summary>Snapshots in a data folder.</summary>
public sealed class DuckDbSnapshotStoreConformance : SnapshotStoreConformance, IDisposable
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<OpenStores> OpenAsync() => _folder.OpenAsync();

    public void Dispose() => _folder.Dispose();
}

/// <summary>The schema in a data folder.</summary>
public sealed class DuckDbSchemaConformance : SchemaConformance, IDisposable
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<OpenStores> OpenAsync() => _folder.OpenAsync();

    public void Dispose() => _folder.Dispose();
}

/// <summary>A data folder of one test.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataFolder _data;

    public StoreFolder() => _data = DataFolder.Open(_folder.Of("data"));

    public ValueTask<OpenStores> OpenAsync()
    {
        var store = new DuckDbViewStore(_data, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);
        return ValueTask.FromResult(new OpenStores(EngineStores.Of(store), store.DisposeAsync));
    }

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }
}
