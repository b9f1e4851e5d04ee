using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Tests.Embedded.Store;

public sealed class DuckDbViewStoreConformance : ViewStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataFolder _data;

    public DuckDbViewStoreConformance() => _data = DataFolder.Open(_folder.Of("data"));

    protected override ValueTask<IViewStore> OpenAsync() => ValueTask.FromResult<IViewStore>(
        new DuckDbViewStore(_data, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance));

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }
}
