using ActorPipeline.Cluster;
using ActorPipeline.Placement;
using ActorPipeline.Running;

namespace ActorPipeline.Runtime;

/// <summary>Brings questions to whoever serves a partition: on this node, or else on another. Safe to use from any thread; its awaits stay on the caller's scheduler.</summary>
/// <param name="context">The pipeline's surroundings.</param>
/// <param name="here">What this node serves.</param>
internal sealed class Router(PipelineContext context, PartitionTable here) : IPeerListener
{
    /// <summary>Asks until an answer comes.</summary>
    /// <exception cref="PeerFailedException">The node that serves the partition could not answer.</exception>
    public async Task<T> AskAsync<T>(PlacedRole role, int partition, Question question, CancellationToken cancellationToken)
        where T : Answer
    {
        var place = new PlacedPartition(context.Pipeline.Name, role, partition);
        while (true)
        {
            switch (await AskHereAsync(place, question, cancellationToken) ?? await context.Peers.AskAsync(place, question, cancellationToken))
            {
                case T answer:
                    return answer;
                case Failed failed:
                    throw new PeerFailedException(place, failed.Reason);
                case { } other:
                    throw new InvalidOperationException($"{place} answered {question} with {other}");
                default:
                    await Task.Delay(context.Options.Backoff.Shortest, context.Time, cancellationToken);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Answer?> AnswerAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken)
    {
        try
        {
            return await here.AskAsync(partition, question, cancellationToken);
        }
        catch (Exception silent) when (silent is NotHereException or NotReadyException)
        {
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new Failed(failure.Message);
        }
    }

    // A partition whose run ended before it could answer is asked again; null when another node is to be asked.
    private async Task<Answer?> AskHereAsync(PlacedPartition place, Question question, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await here.AskAsync(place, question, cancellationToken);
            }
            catch (NotReadyException)
            {
                await Task.Delay(context.Options.Backoff.Shortest, context.Time, cancellationToken);
            }
            catch (NotHereException)
            {
                return null;
            }
        }
    }
}
