using ActorPipeline.Declaring;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>One pipeline on the embedded log and store, in a folder, as a node runs it but without HTTP.</summary>
internal sealed class EmbeddedPipeline : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly DuckDbViewStore _store;
    private readonly LocalEngine _engine;

    private EmbeddedPipeline(DataFolder folder, EmbeddedEventLog log, DuckDbViewStore store, LocalEngine engine)
    {
        _folder = folder;
        _store = store;
        Log = log;
        _engine = engine;
    }

    public EmbeddedEventLog Log { get; }

    public PipelineRuntime Runtime => _engine.Runtime;

    public static EmbeddedEventLog OpenLog(DataFolder folder) =>
        new(folder, new EmbeddedLogOptions(), TimeProvider.System, new Random(1), NullLogger<EmbeddedEventLog>.Instance);

    public static async Task<EmbeddedPipeline> StartAsync(string path, PipelineDefinition pipeline, EngineOptions options)
    {
        var folder = DataFolder.Open(path);
        var log = OpenLog(folder);
        var store = new DuckDbViewStore(folder, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);
        var host = EngineHost.OnThreadPool(TimeProvider.System, NullLoggerFactory.Instance);
        var parts = new PipelineParts(pipeline, PipelineFingerprint.Of(pipeline), () => EventDecoder.Create(pipeline.Source));
        return new EmbeddedPipeline(folder, log, store, await LocalEngine.StartAsync(parts, log, EngineStores.Of(store), host, options));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
        await Log.DisposeAsync();
        _folder.Dispose();
    }
}
