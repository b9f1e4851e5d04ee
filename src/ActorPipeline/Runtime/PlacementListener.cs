using ActorPipeline.Actors;
using ActorPipeline.Cluster;
using ActorPipeline.Placement;

namespace ActorPipeline.Runtime;

/// <summary>Passes on to a pipeline's supervisor what a placement says about one of its topics. Safe to use from any thread.</summary>
/// <param name="pipeline">The supervisor.</param>
/// <param name="role">What is done with the topic's partitions.</param>
internal sealed class PlacementListener(IActorRef pipeline, PlacedRole role) : IPlacementListener
{
    /// <inheritdoc/>
    public void OnGiven(int partition) => _ = SendAsync(new Serve(role, partition));

    /// <inheritdoc/>
    public async Task OnTakenAsync(int partition, CancellationToken inHaste)
    {
        try
        {
            await AskAsync(new Release(role, partition, IsOrderly: true), inHaste);
        }
        catch (OperationCanceledException) when (inHaste.IsCancellationRequested)
        {
            await AskAsync(new Release(role, partition, IsOrderly: false), CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void OnLost(int partition) => _ = SendAsync(new Lost(role, partition));

    // Waits for room in the mailbox, in the order of calls: nothing that a placement says may be dropped. At most as many wait as there are partitions.
    private async Task SendAsync(object message)
    {
        try
        {
            await pipeline.TellAsync(message, sender: null);
        }
        catch (ActorUnavailableException)
        {
            // The pipeline has stopped: it serves nothing.
        }
    }

    private async Task AskAsync(Release release, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.Ask<Done>(release, Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (ActorUnavailableException)
        {
            // As above.
        }
    }
}
