using ActorPipeline.Events;
using ActorPipeline.Events.Decoding;
using ActorPipeline.Log;
using ActorPipeline.Pipelines;
using ActorPipeline.Runtime;
using ActorPipeline.Serving;
using ActorPipeline.Store;

namespace ActorPipeline.Node.Hosting;

/// <summary>The engine over a log and a store, whichever they are.</summary>
internal sealed class NodeEngine : INodeEngine
{
    private readonly List<PipelineRuntime> _pipelines = [];
    private readonly TimeSpan _drain;
    private readonly TimeProvider _clock;
    private int _disposed;

    private NodeEngine(IEventLog log, IViewStore views, TimeSpan drain, TimeProvider clock) => (Log, Views, _drain, _clock) = (log, views, drain, clock);

    public IReadOnlyList<IPipelineRuntime> Pipelines => _pipelines;

    public IEventLog Log { get; }

    public IViewStore Views { get; }

    /// <summary>Starts the pipelines over a log and a store, which are the engine's from then on.</summary>
    public static async ValueTask<INodeEngine> StartAsync(
        NodeStart start, IEventLog log, IViewStore views, Func<PipelineDefinition, string> fingerprint, CancellationToken cancellationToken)
    {
        var engine = new NodeEngine(log, views, start.Options.ShutdownTimeout, start.Clock);
        try
        {
            var options = EngineOptionsReader.Read(start.Configuration.Cursor(), start.Options.NodeId);
            foreach (var pipeline in start.Options.Pipelines)
            {
                var parts = new PipelineParts(pipeline, fingerprint(pipeline), () => engine.CreateDecoder(pipeline.Source));
                engine._pipelines.Add(await PipelineRuntime.StartAsync(parts, log, views, start.Actors, options, cancellationToken));
            }

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

        using var haste = new CancellationTokenSource(_drain, _clock);
        await Task.WhenAll(_pipelines.Select(pipeline => pipeline.StopAsync(haste.Token)));
        await Views.DisposeAsync();
        await Log.DisposeAsync();
    }
}
