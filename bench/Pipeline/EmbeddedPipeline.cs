using ActorPipeline.Actors;
using ActorPipeline.Embedded;
using ActorPipeline.Events.Decoding;
using ActorPipeline.Pipelines;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>One pipeline on the embedded log and store, in a folder, as a node runs it but without HTTP.</summary>
internal sealed class EmbeddedPipeline : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly ActorSystem _system;
    private readonly DuckDbViewStore _store;

    private EmbeddedPipeline(DataFolder folder, EmbeddedEventLog log, DuckDbViewStore store, ActorSystem system, PipelineRuntime runtime)
    {
        _folder = folder;
        _store = store;
        _system = system;
        Log = log;
        Runtime = runtime;
    }

    public EmbeddedEventLog Log { get; }

    public PipelineRuntime Runtime { get; }

    public static EmbeddedEventLog OpenLog(DataFolder folder) =>
        new(folder, new EmbeddedLogOptions(), TimeProvider.System, new Random(1), NullLogger<EmbeddedEventLog>.Instance);

    public static async Task<EmbeddedPipeline> StartAsync(string path, PipelineDefinition pipeline, EngineOptions options)
    {
        var folder = DataFolder.Open(path);
        var log = OpenLog(folder);
        var store = new DuckDbViewStore(folder, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);
        var system = ActorSystem.Create("bench");
        var parts = new PipelineParts(pipeline, PipelineFingerprint.Of(pipeline), () => EventDecoder.Create(pipeline.Source));
        var placement = new LocalPlacement([PlacedRole.Intake, PlacedRole.Shards]);
        var runtime = await PipelineRuntime.StartAsync(parts, new EngineParts(log, store, system, options, placement), CancellationToken.None);
        await placement.JoinAsync(CancellationToken.None);
        return new EmbeddedPipeline(folder, log, store, system, runtime);
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        await _system.DisposeAsync();
        await _store.DisposeAsync();
        await Log.DisposeAsync();
        _folder.Dispose();
    }
}
