using ActorPipeline.Log;
using Akka.Streams.Dsl;

namespace ActorPipeline.AkkaStreams;

/// <summary>Sources over an <see cref="IEventLog"/>, which outlives the stream. An element is a batch of one partition's records.</summary>
/// <remarks>The batches of a partition come in offset order, and each begins where the previous one ended. A source holds one batch per partition
/// that was read ahead, and reads on when downstream has taken it. It fails with the log's <see cref="EventLogException"/> and does not retry:
/// wrap it in a <see cref="RestartSource"/> where that is wanted. It closes its readers before it completes or fails.</remarks>
public static class LogSource
{
    // Below the 85,000 bytes from which arrays live in the large object heap, where only the oldest generation's collection frees them.
    private const int DefaultBatchBytes = 64 * 1024;

    /// <summary>The batches of one or more partitions, merged as they arrive. Completes when all subscriptions have ended.</summary>
    /// <param name="subscriptions">What to read: at least one.</param>
    /// <param name="maxBatchBytes">About how many bytes of values a batch holds at most; a larger record comes alone.</param>
    /// <returns>The source. It fails with <see cref="OffsetOutOfRangeException"/> where the log does not hold the first offset of a subscription.</returns>
    public static Source<PartitionBatch, LogControl> PlainSource(
        IEventLog log, IReadOnlyList<LogSubscription> subscriptions, int maxBatchBytes = DefaultBatchBytes)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(subscriptions);
        ArgumentOutOfRangeException.ThrowIfZero(subscriptions.Count, nameof(subscriptions));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatchBytes);
        return Create(subscriptions, subscription => new PartitionFetcher(
            log, subscription.Partition, _ => ValueTask.FromResult(subscription.From), subscription.To, maxBatchBytes));
    }

    /// <summary>The batches of one or more partitions, merged as they arrive, each with the offset to commit when it is done.</summary>
    /// <remarks>Reading begins where the group has committed, or at the oldest record when it has not, and goes on until the source is stopped. If every
    /// offset is committed only after all below it are done, as a stream that keeps the order does, every record is delivered at least once over any number
    /// of failures and restarts.</remarks>
    /// <param name="partitions">The partitions: at least one. The caller assigns them; a group has no members here.</param>
    /// <param name="maxBatchBytes">About how many bytes of values a batch holds at most; a larger record comes alone.</param>
    /// <returns>The source. It fails with <see cref="OffsetOutOfRangeException"/> when the log no longer holds a committed offset: nothing is
    /// skipped silently.</returns>
    public static Source<CommittableBatch, LogControl> CommittableSource(
        IEventLog log, string group, IReadOnlyList<TopicPartition> partitions, int maxBatchBytes = DefaultBatchBytes)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentException.ThrowIfNullOrEmpty(group);
        ArgumentNullException.ThrowIfNull(partitions);
        ArgumentOutOfRangeException.ThrowIfZero(partitions.Count, nameof(partitions));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatchBytes);
        return Create(partitions, partition => new PartitionFetcher(
                log, partition, token => CommittedAsync(log, group, partition, token), to: null, maxBatchBytes))
            .Select(batch => new CommittableBatch(batch, new CommittableOffset(group, batch.Partition, batch.Next)));
    }

    // Each materialization, and so each restart, has fetchers of its own, of the partitions that were given now.
    private static Source<PartitionBatch, LogControl> Create<T>(IReadOnlyList<T> parts, Func<T, PartitionFetcher> newFetcher)
    {
        T[] given = [.. parts];
        return Source.FromGraph(new LogSourceStage(() => [.. given.Select(newFetcher)]));
    }

    private static async ValueTask<long> CommittedAsync(IEventLog log, string group, TopicPartition partition, CancellationToken cancellationToken) =>
        await log.CommittedAsync(group, partition, cancellationToken) is { } commit
            ? commit.Offset
            : (await log.RangeAsync(partition, cancellationToken)).Start;
}
