using ActorPipeline.Actors;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Asking;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using Akka.Actor;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>One pipeline served whole by the actors of an embedded node.</summary>
internal sealed class LocalEngine : IAsyncDisposable
{
    private readonly ActorSystem _system;

    private LocalEngine(PipelineRuntime runtime, ActorSystem system) => (Runtime, _system) = (runtime, system);

    public PipelineRuntime Runtime { get; }

    public static async Task<LocalEngine> StartAsync(PipelineParts parts, IEventLog log, EngineStores stores, EngineHost host, EngineOptions options)
    {
        var regions = new PartitionRegions(isAlone: true, options.Backoff.Shortest, host.Time);
        var runtime = await PipelineRuntime.StartAsync(parts, new EngineParts(log, stores, host, options, regions), CancellationToken.None);
        var system = ActorSystem.Create(ActorNode.SystemName, AkkaSettings.Of("", isCluster: false, "akka { actor.provider = local, loggers = [], loglevel = OFF }"));
        ActorPipelineHosting.StartEmbedded(system, new ActorNode
        {
            Pipelines = [runtime],
            Regions = regions,
            Roles = [PlacedRole.Intake, PlacedRole.Shards],
            Time = host.Time,
            ShutdownTimeout = TimeSpan.FromSeconds(30),
        });
        return new LocalEngine(runtime, system);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await Runtime.DisposeAsync();
    }
}
