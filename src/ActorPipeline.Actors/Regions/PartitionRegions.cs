using System.Collections.Concurrent;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Asking;
using Akka.Actor;

namespace ActorPipeline.Actors.Regions;

/// <summary>Reaches every partition of every pipeline through its region, local or sharded over the cluster.</summary>
/// <remarks>A message to an entity whose node has died is lost until the cluster has removed that node. So nobody waits long for one answer: the question is
/// asked again.</remarks>
public sealed class PartitionRegions : IPartitionAsker
{
    // Longer than a healthy answer takes, short beside what an entity takes to move.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<(string Pipeline, PlacedRole Role), IActorRef> _regions = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;

    /// <summary>Makes an asker that knows no region yet.</summary>
    /// <param name="isAlone">Whether there can be no other nodes.</param>
    /// <param name="pause">How long a partition that is not ready is left alone.</param>
    public PartitionRegions(bool isAlone, TimeSpan pause, TimeProvider time)
    {
        IsAlone = isAlone;
        _pause = pause;
        _time = time;
    }

    /// <inheritdoc/>
    public bool IsAlone { get; }

    /// <summary>The system that the regions are in. Set before the first of them is added.</summary>
    public ActorSystem? System { get; set; }

    /// <summary>Notes the region of a pipeline's role.</summary>
    public void Add(string pipeline, PlacedRole role, IActorRef region) => _regions[(pipeline, role)] = region;

    /// <summary>The region of a pipeline's role; null before it has started.</summary>
    public IActorRef? Find(string pipeline, PlacedRole role) => _regions.GetValueOrDefault((pipeline, role));

    /// <inheritdoc/>
    public Task<Answer> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken) =>
        AskAsync(partition, new PartitionEnvelope(partition.Number, question, Patience), cancellationToken);

    /// <inheritdoc cref="AskAsync(PlacedPartition, Question, CancellationToken)"/>
    public Task<Answer> AskKeyAsync(PlacedPartition shard, string view, IReadOnlyList<string> key, Question question, CancellationToken cancellationToken) =>
        AskAsync(shard, new KeyEnvelope(view, key, question, Patience), cancellationToken);

    private async Task<Answer> AskAsync(PlacedPartition partition, object envelope, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await TryAskAsync(partition, envelope, cancellationToken))
            {
                case Failed failed:
                    throw new PartitionFailedException(partition, failed.Reason);
                case Answer answer:
                    return answer;
                default:
                    await Task.Delay(_pause, _time, cancellationToken);
                    break;
            }
        }
    }

    // Null when it was lost on the way: the node that had the partition is gone, or the partition is moving.
    private async Task<object?> TryAskAsync(PlacedPartition partition, object envelope, CancellationToken cancellationToken)
    {
        if (Find(partition.Pipeline, partition.Role) is not { } region)
        {
            return null;
        }

        var answer = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var collector = System!.ActorOf(Props.Create(() => new AnswerCollector(answer, Patience + Grace)));
        region.Tell(envelope, collector);
        await using var cancelled = cancellationToken.UnsafeRegister(static (collector, _) => ((IActorRef)collector!).Tell(PoisonPill.Instance), collector);
        var found = await answer.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return found;
    }
}
