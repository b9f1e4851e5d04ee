using ActorPipeline.Events;
using ActorPipeline.Events.Decoding;
using ActorPipeline.Log;
using ActorPipeline.Pipelines;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;
using ActorPipeline.Serving;
using ActorPipeline.Store;

namespace ActorPipeline.Node.Hosting;

/// <summary>The engine over a log and a store, whichever they are.</summary>
internal sealed class NodeEngine : INodeEngine
{
    private readonly NodePipelines _pipelines;
    private readonly IShardPlacement _placement;
    private readonly TimeSpan _drain;
    private readonly TimeProvider _clock;
    private int _disposed;

    private NodeEngine(EngineParts parts, TimeSpan drain, TimeProvider clock)
    {
        (Log, Views, _placement, _drain, _clock) = (parts.Log, parts.Store, parts.Placement, drain, clock);
        _pipelines = new NodePipelines(parts);
    }

    public IReadOnlyList<IPipelineRuntime> Pipelines => _pipelines.All;

    public IEventLog Log { get; }

    public IViewStore Views { get; }

    /// <summary>Starts the pipelines and joins the placement. Log, store and placement are the engine's from then on.</summary>
    public static async ValueTask<INodeEngine> StartAsync(
        NodeStart start, EngineParts parts, Func<PipelineDefinition, string> fingerprint, CancellationToken cancellationToken)
    {
        var engine = new NodeEngine(parts, start.Options.ShutdownTimeout, start.Clock);
        try
        {
            foreach (var pipeline in start.Options.Pipelines)
            {
                await engine._pipelines.AddAsync(new PipelineParts(pipeline, fingerprint(pipeline), () => engine.CreateDecoder(pipeline.Source)), cancellationToken);
            }

            await engine._pipelines.JoinAsync(cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public Task LeaveAsync(CancellationToken inHaste) => _pipelines.LeaveAsync(inHaste);

    public IEventDecoder CreateDecoder(SourceDefinition source) => EventDecoder.Create(source);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        using var haste = new CancellationTokenSource(_drain, _clock);
        await LeaveAsync(haste.Token);
        await _pipelines.DisposeAsync();
        await _placement.DisposeAsync();
        await Views.DisposeAsync();
        await Log.DisposeAsync();
    }
}
