using ActorPipeline.Storage;
using Xunit;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>What the suites for stores have in common: a pipeline of the test's own, and how stores are opened.</summary>
public abstract class StoreConformance
{
    /// <summary>The fingerprint that the pipeline is registered with.</summary>
    protected const string Fingerprint = "keys topic,page\nwindow 60000\nshards 4";

    /// <summary>A pipeline name of this test's own.</summary>
    protected virtual string Pipeline { get; } = $"p{Guid.NewGuid():N}"[..12];

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Opens the stores on the test's storage; called again after the first ones were disposed of, it finds what was stored.</summary>
    protected abstract ValueTask<OpenStores> OpenAsync();

    /// <summary>Opens the stores with the test's pipeline registered.</summary>
    protected async Task<OpenStores> OpenRegisteredAsync()
    {
        var stores = await OpenAsync();
        await stores.Schema.RegisterAsync(StoredViews.Pipeline(Pipeline), Fingerprint, Ended);
        return stores;
    }
}

/// <summary>Stores that a test has opened, and closes.</summary>
/// <param name="close">Closes them; null for those in memory, which find again what they hold.</param>
public sealed class OpenStores(EngineStores stores, Func<ValueTask>? close = null) : IAsyncDisposable
{
    /// <summary>Rows.</summary>
    public IRowStore Rows => stores.Rows;

    /// <summary>Snapshots.</summary>
    public ISnapshotStore Snapshots => stores.Snapshots;

    /// <summary>The schema.</summary>
    public ISchema Schema => stores.Schema;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => close?.Invoke() ?? default;
}
