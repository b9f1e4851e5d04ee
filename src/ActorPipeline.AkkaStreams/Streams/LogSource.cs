using ActorPipeline.Log;
using Akka.Streams.Dsl;

namespace ActorPipeline.Actors.Streams;

/// <summary>Sources over an <see cref="IEventLog"/>. An element is a batch of one partition's records; partitions read together keep their offsets apart.</summary>
/// <remarks>Per partition, batches come in offset order, and each begins where the one before ended. A source holds one batch a partition that is read ahead, and
/// does not read on before that one is taken. It fails with the log's <see cref="EventLogException"/> and does not try again: wrap it in
/// <see cref="RestartSource"/> where that is wanted.</remarks>
public static class LogSource
{
    /// <summary>The batches of one partition.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="subscription">What to read.</param>
    /// <param name="settings">How to read; null for the default.</param>
    public static Source<PartitionBatch, ILogControl> PlainSource(IEventLog log, LogSubscription subscription, LogSourceSettings? settings = null) =>
        PlainSource(log, [subscription], settings);

    /// <summary>The batches of several partitions, merged as they arrive. Completes when all have ended.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="subscriptions">What to read: at least one.</param>
    /// <param name="settings">How to read; null for the default.</param>
    public static Source<PartitionBatch, ILogControl> PlainSource(
        IEventLog log, IReadOnlyList<LogSubscription> subscriptions, LogSourceSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(subscriptions);
        ArgumentOutOfRangeException.ThrowIfZero(subscriptions.Count, nameof(subscriptions));
        return Source.FromGraph(new LogSourceStage(log, subscriptions, settings ?? LogSourceSettings.Default));
    }

    /// <summary>
    /// The batches of several partitions from where a group has committed, each with the offset to commit when it is done. Whoever commits an offset only after
    /// everything below it, as a stream in order does, gets every record at least once over any number of failures and restarts.
    /// </summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="group">The group whose commits count.</param>
    /// <param name="partitions">The partitions: at least one. They are assigned by the caller; a group has no members here.</param>
    /// <param name="otherwise">Where to begin when the group has never committed; <see cref="StartingOffset.Earliest"/> when null.</param>
    /// <param name="settings">How to read; null for the default.</param>
    public static Source<CommittableBatch, ILogControl> CommittableSource(
        IEventLog log, string group, IReadOnlyList<TopicPartition> partitions, StartingOffset? otherwise = null, LogSourceSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        var from = StartingOffset.Committed(group, otherwise ?? StartingOffset.Earliest);
        return CommittableSource(log, group, [.. partitions.Select(partition => LogSubscription.Live(partition, from))], settings);
    }

    /// <summary>The batches of several partitions, each with the offset to commit when it is done, from where the subscriptions say.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="group">The group to commit for.</param>
    /// <param name="subscriptions">What to read: at least one.</param>
    /// <param name="settings">How to read; null for the default.</param>
    public static Source<CommittableBatch, ILogControl> CommittableSource(
        IEventLog log, string group, IReadOnlyList<LogSubscription> subscriptions, LogSourceSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        return PlainSource(log, subscriptions, settings).Select(batch => CommittableBatch.Of(group, batch));
    }
}
