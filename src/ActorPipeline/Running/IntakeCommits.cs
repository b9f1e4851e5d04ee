using ActorPipeline.Intake;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Reads how far the intake of a pipeline has come in its source partitions.</summary>
/// <param name="sourceEpoch">The source topic's epoch: what was committed for another one says nothing.</param>
internal sealed class IntakeCommits(PipelineContext context, long sourceEpoch)
{
    /// <summary>Where a run over a partition begins.</summary>
    /// <exception cref="EventLogException">Records that were not taken in are gone from the log.</exception>
    public async Task<IntakePosition> StartAsync(TopicPartition source, CancellationToken cancellationToken)
    {
        var range = await context.Log.RangeAsync(source, cancellationToken);
        var position = await CommittedAsync(source, cancellationToken) ?? new IntakePosition(range.Start, EventClock.None, range.Start);
        return position.NextOffset >= range.Start
            ? position
            : throw new EventLogException(
                $"{source} begins at offset {range.Start}, but only what is below {position.NextOffset} has been taken into this topic "
                + $"{context.ShardLog.Name}: what is in between is lost");
    }

    /// <summary>The offset at which the next run over a partition begins, whoever reads it.</summary>
    public async Task<long> NextOffsetAsync(TopicPartition source, CancellationToken cancellationToken)
    {
        var range = await context.Log.RangeAsync(source, cancellationToken);
        return (await CommittedAsync(source, cancellationToken))?.NextOffset ?? range.Start;
    }

    // Null when nothing was taken in yet of this topic, which may bear the name of one that was deleted.
    private async Task<IntakePosition?> CommittedAsync(TopicPartition source, CancellationToken cancellationToken)
    {
        var committed = await context.Log.CommittedAsync(context.Pipeline.IntakeGroup, source, cancellationToken);
        if (committed is null)
        {
            return null;
        }

        var (position, epoch, shardLogEpoch) = IntakePosition.Of(committed.Offset, committed.Metadata);
        if (epoch != sourceEpoch)
        {
            return null;
        }

        if (shardLogEpoch > context.ShardLog.Epoch)
        {
            throw new EventLogException($"{source} was taken into a later topic {context.ShardLog.Name} than this node has found: start the node again");
        }

        // A shard log that was deleted and created again holds nothing of what was taken in before: all of it is taken in again, or nothing where the
        // source lacks a part.
        return shardLogEpoch < context.ShardLog.Epoch ? new IntakePosition(position.FromOffset, EventClock.None, position.FromOffset) : position;
    }
}
