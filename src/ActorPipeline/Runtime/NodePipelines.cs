using ActorPipeline.Placement;

namespace ActorPipeline.Runtime;

/// <summary>The pipelines of one node over the placement that they share: they join it together, and leave it in order.</summary>
/// <remarks>First <see cref="AddAsync"/> for every pipeline, then <see cref="JoinAsync"/>; in the end <see cref="LeaveAsync"/>, or not, and
/// <see cref="DisposeAsync"/>. One caller at a time, but for leaving.</remarks>
/// <param name="engine">What they run on.</param>
public sealed class NodePipelines(EngineParts engine) : IAsyncDisposable
{
    private readonly List<PipelineRuntime> _all = [];
    private readonly Lock _gate = new();
    private Task? _leaving;

    /// <summary>The pipelines, in the order they were added.</summary>
    public IReadOnlyList<PipelineRuntime> All => _all;

    /// <summary>Starts a pipeline; it serves nothing before <see cref="JoinAsync"/>.</summary>
    /// <param name="parts">The pipeline.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="Log.TopicMismatchException">A topic exists with another number of partitions.</exception>
    /// <exception cref="Store.FingerprintMismatchException">Stored state was made for another definition.</exception>
    public async Task<PipelineRuntime> AddAsync(PipelineParts parts, CancellationToken cancellationToken)
    {
        var pipeline = await PipelineRuntime.StartAsync(parts, engine, cancellationToken);
        _all.Add(pipeline);
        return pipeline;
    }

    /// <summary>Takes part in the placement from now on.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PlacementException">A server refuses this node, or none answers.</exception>
    public ValueTask JoinAsync(CancellationToken cancellationToken) => engine.Placement.JoinAsync(cancellationToken);

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
        foreach (var pipeline in _all)
        {
            await pipeline.DisposeAsync();
        }
    }

    private async Task LeaveInOrderAsync(CancellationToken inHaste)
    {
        await engine.Placement.LeaveAsync(PlacedRole.Intake, inHaste);
        if (engine.Peers is null)
        {
            // Nobody else will apply it meanwhile: the next start replays nothing.
            await Task.WhenAll(_all.Select(pipeline => pipeline.SettleAsync(inHaste)));
        }

        await engine.Placement.LeaveAsync(PlacedRole.Shards, inHaste);
    }
}
