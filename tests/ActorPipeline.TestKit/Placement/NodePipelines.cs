using ActorPipeline.Asking;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Status;

namespace ActorPipeline.TestKit.Placement;

/// <summary>The pipelines of one node over the placement that they share: they join it together, and leave it in order.</summary>
/// <remarks>First <see cref="AddAsync"/> for every pipeline, then <see cref="JoinAsync"/>; in the end <see cref="LeaveAsync"/>, or not, and
/// <see cref="DisposeAsync"/>. One caller at a time, but for leaving.</remarks>
public sealed class NodePipelines : IAsyncDisposable
{
    private readonly IShardPlacement _placement;
    private readonly Router _router;
    private readonly EngineParts _engine;
    private readonly List<PipelineRuntime> _all = [];
    private readonly List<PartitionTable> _tables = [];
    private readonly Lock _gate = new();
    private Task? _leaving;

    /// <summary>Makes a node without pipelines.</summary>
    /// <param name="newEngine">Makes what they run on, over what reaches their partitions.</param>
    /// <param name="host">Clock, threads, chance and logging.</param>
    /// <param name="options">The engine's settings.</param>
    /// <param name="placement">Says which partitions this node serves.</param>
    /// <param name="peers">The other nodes; null for a node that is alone.</param>
    public NodePipelines(Func<Asking.IPartitionAsker, EngineParts> newEngine, EngineHost host, EngineOptions options, IShardPlacement placement, IPeers? peers)
    {
        ArgumentNullException.ThrowIfNull(newEngine);
        ArgumentNullException.ThrowIfNull(options);
        _placement = placement;
        _router = new Router(host, options.Backoff.Shortest, peers ?? NoPeers.Instance);
        _engine = newEngine(_router) with { Reports = peers as IClusterReports ?? NoReports.Instance };
    }

    /// <summary>The pipelines, in the order they were added.</summary>
    public IReadOnlyList<PipelineRuntime> All => _all;

    /// <summary>Starts a pipeline; it serves nothing before <see cref="JoinAsync"/>.</summary>
    /// <param name="parts">The pipeline.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pipeline.</returns>
    public async Task<PipelineRuntime> AddAsync(PipelineParts parts, CancellationToken cancellationToken)
    {
        var runtime = await PipelineRuntime.StartAsync(parts, _engine, cancellationToken);
        var (pipeline, table) = (runtime.Definition, new PartitionTable(runtime));
        _router.Add(pipeline.Name, table);
        _placement.Register(new PlacedTopic(PlacedRole.Intake, pipeline.Source.Topic, pipeline.Source.Partitions), table.Listener(PlacedRole.Intake));
        if (_engine.Lake is not null)
        {
            _placement.Register(new PlacedTopic(PlacedRole.Lake, pipeline.Source.Topic, pipeline.Source.Partitions), table.Listener(PlacedRole.Lake));
        }

        if (runtime.Jobs.Count > 0)
        {
            _placement.Register(new PlacedTopic(PlacedRole.Batch, pipeline.Name, 1), table.Listener(PlacedRole.Batch));
        }

        _placement.Register(new PlacedTopic(PlacedRole.Shards, pipeline.ShardTopic, pipeline.Shards), table.Listener(PlacedRole.Shards));
        _all.Add(runtime);
        _tables.Add(table);
        return runtime;
    }

    /// <summary>Takes part in the placement from now on.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PlacementException">A server refuses this node, or none answers.</exception>
    public ValueTask JoinAsync(CancellationToken cancellationToken) => _placement.JoinAsync(cancellationToken);

    /// <summary>Serves nothing any more: intakes finish what they have read, then shards make a checkpoint, so that whoever serves them next replays nothing.
    /// A node that is alone applies all that its intakes wrote first. What can be asked goes on being answered, by other nodes.</summary>
    /// <param name="inHaste">Gives up the orderly way: what is under way is then done again by whoever is next. Only the first caller's counts.</param>
    /// <returns>A task that completes when nothing is served here; the same one for every caller.</returns>
    public Task LeaveAsync(CancellationToken inHaste)
    {
        lock (_gate)
        {
            return _leaving ??= LeaveInOrderAsync(inHaste);
        }
    }

    /// <summary>Abandons what is still served, all of it where <see cref="LeaveAsync"/> has not been called.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var table in _tables)
        {
            await table.AbandonAllAsync();
        }

        foreach (var pipeline in _all)
        {
            await pipeline.DisposeAsync();
        }
    }

    private async Task LeaveInOrderAsync(CancellationToken inHaste)
    {
        await _placement.LeaveAsync(PlacedRole.Batch, inHaste);
        await _placement.LeaveAsync(PlacedRole.Intake, inHaste);
        await _placement.LeaveAsync(PlacedRole.Lake, inHaste);
        if (_router.IsAlone)
        {
            // Nobody else will apply it meanwhile: the next start replays nothing.
            await Task.WhenAll(_all.Select(pipeline => pipeline.SettleAsync(inHaste)));
        }

        await _placement.LeaveAsync(PlacedRole.Shards, inHaste);
    }
}
