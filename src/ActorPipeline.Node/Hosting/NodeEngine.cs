using ActorPipeline.Cluster;
using ActorPipeline.Events;
using ActorPipeline.Events.Decoding;
using ActorPipeline.Log;
using ActorPipeline.Pipelines;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;
using ActorPipeline.Serving;
using ActorPipeline.Store;
using Akka.Actor;
using Akka.Hosting;

namespace ActorPipeline.Node.Hosting;

/// <summary>The engine of a node whose partitions a placement gives and takes.</summary>
internal sealed class NodeEngine : INodeEngine
{
    private readonly NodePipelines _pipelines;
    private readonly IShardPlacement _placement;
    private readonly TimeSpan _drain;
    private readonly TimeProvider _clock;
    private readonly IAsyncDisposable _bus;
    private int _disposed;

    private ActorHost? _actors;

    private NodeEngine(PlacedParts parts, TimeSpan drain, TimeProvider clock)
    {
        (Log, Views, _placement, _drain, _clock) = (parts.Log, parts.Views, parts.Placement, drain, clock);
        (Cluster, _bus) = (parts.Bus, parts.BusActors);
        _pipelines = new NodePipelines(
            partitions => new EngineParts(parts.Log, parts.Views, parts.Host, parts.Options, partitions), parts.Host, parts.Options, parts.Placement, parts.Bus);
    }

    public IReadOnlyList<IPipelineRuntime> Pipelines => _pipelines.All;

    public IEventLog Log { get; }

    public IViewStore Views { get; }

    public ActorSystem Actors => _actors!.System;

    public ClusterBus? Cluster { get; }

    public string? PlacementTrouble => _placement.Trouble;

    /// <summary>Starts the pipelines and joins the placement. Log, store, placement and bus are the engine's from then on.</summary>
    public static async ValueTask<INodeEngine> StartAsync(
        NodeStart start, PlacedParts parts, Func<PipelineDefinition, string> fingerprint, CancellationToken cancellationToken)
    {
        var engine = new NodeEngine(parts, start.Options.ShutdownTimeout, start.Clock);
        try
        {
            foreach (var pipeline in start.Options.Pipelines)
            {
                await engine._pipelines.AddAsync(new PipelineParts(pipeline, fingerprint(pipeline), () => engine.CreateDecoder(pipeline.Source)), cancellationToken);
            }

            engine._actors = await ActorHost.StartAsync(engine.Configure, cancellationToken);
            await engine._pipelines.JoinAsync(cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public IEventDecoder CreateDecoder(SourceDefinition source) => EventDecoder.Create(source);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await LeaveAsync();
        if (_actors is not null)
        {
            await _actors.DisposeAsync();
        }

        await _pipelines.DisposeAsync();
        await _placement.DisposeAsync();
        if (Cluster is not null)
        {
            // After the hand-over, which others ask about: they go on at once, without waiting for this node to be missed.
            await Cluster.SayGoodbyeAsync();
            await Cluster.DisposeAsync();
        }

        await _bus.DisposeAsync();

        await Views.DisposeAsync();
        await Log.DisposeAsync();
    }

    private void Configure(AkkaConfigurationBuilder builder) => builder
        .AddHocon("akka.actor.provider = local, akka.coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off, phases.cluster-sharding-shutdown-region.timeout = 60s }", HoconAddMode.Prepend)
        .AddStartup((system, _) => CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "hand-over", async () =>
        {
            await LeaveAsync();
            return Akka.Done.Instance;
        }));

    private async Task LeaveAsync()
    {
        using var haste = new CancellationTokenSource(_drain, _clock);
        await _pipelines.LeaveAsync(haste.Token);
    }
}

/// <summary>What a node whose partitions are placed is made of.</summary>
internal sealed record PlacedParts(
    IEventLog Log, IViewStore Views, EngineHost Host, EngineOptions Options, IShardPlacement Placement, ClusterBus Bus, IAsyncDisposable BusActors);
