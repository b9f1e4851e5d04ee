using System.Collections.Concurrent;
using ActorPipeline.Asking;
using ActorPipeline.Running;

namespace ActorPipeline.TestKit.Placement;

/// <summary>Brings questions to whoever serves a partition: on this node, or else on another. Safe to use from any thread; its awaits stay on the caller's scheduler.</summary>
/// <param name="host">The clock.</param>
/// <param name="pause">How long a partition that is not ready, and that nobody serves, is left alone.</param>
/// <param name="peers">The other nodes.</param>
internal sealed class Router(EngineHost host, TimeSpan pause, IPeers peers) : IPartitionAsker, IPeerListener
{
    // One per pipeline.
    private readonly ConcurrentDictionary<string, PartitionTable> _here = [];

    /// <inheritdoc/>
    public bool IsAlone => peers is NoPeers;

    /// <summary>Answers for what this node serves of a pipeline.</summary>
    public void Add(string pipeline, PartitionTable table)
    {
        _here[pipeline] = table;
        peers.Register(pipeline, this);
    }

    /// <inheritdoc/>
    public async Task<Answer> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await AskHereAsync(partition, question, cancellationToken) ?? await peers.AskAsync(partition, question, cancellationToken))
            {
                case Failed failed:
                    throw new PartitionFailedException(partition, failed.Reason);
                case { } answer:
                    return answer;
                default:
                    await Task.Delay(pause, host.Time, cancellationToken);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public Task<Answer> AskKeyAsync(PlacedPartition shard, string view, IReadOnlyList<string> key, Question question, CancellationToken cancellationToken) =>
        AskAsync(shard, question, cancellationToken);

    /// <inheritdoc/>
    public async Task<Answer?> AnswerAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken)
    {
        try
        {
            return await _here[partition.Pipeline].AskAsync(partition, question, cancellationToken);
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
    private async Task<Answer?> AskHereAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _here[partition.Pipeline].AskAsync(partition, question, cancellationToken);
            }
            catch (NotReadyException)
            {
                await Task.Delay(pause, host.Time, cancellationToken);
            }
            catch (NotHereException)
            {
                return null;
            }
        }
    }
}
