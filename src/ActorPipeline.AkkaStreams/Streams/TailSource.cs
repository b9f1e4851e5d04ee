using ActorPipeline.Log;
using Akka.Streams.Dsl;

namespace ActorPipeline.Actors.Streams;

/// <summary>The records of a topic as they stand, and as they come in.</summary>
public static class TailSource
{
    /// <summary>Finds out where each partition begins and ends now, and gives a source of what is between, or of what follows too.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partitions">How many partitions it has.</param>
    /// <param name="from">Where to begin in each partition.</param>
    /// <param name="follow">Whether to wait for what comes in; otherwise the source completes where the partitions end now.</param>
    /// <param name="settings">How to read; null for the default.</param>
    /// <param name="cancellationToken">Ends the wait for the log's answer, not the stream.</param>
    /// <returns>A source of batches, merged as they arrive. A slow consumer stops the reading; the log keeps the records.</returns>
    /// <exception cref="EventLogException">The topic is missing or the log fails: known here, before a response has begun.</exception>
    public static async ValueTask<Source<PartitionBatch, ILogControl>> OpenAsync(
        IEventLog log,
        string topic,
        int partitions,
        StartingOffset from,
        bool follow,
        LogSourceSettings? settings = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(from);
        var subscriptions = new List<LogSubscription>();
        foreach (var subscription in LogSubscription.AllOf(topic, partitions, from, follow ? EndingOffset.Never : EndingOffset.Latest))
        {
            subscriptions.Add(await subscription.ResolveAsync(log, cancellationToken));
        }

        return LogSource.PlainSource(log, subscriptions, settings);
    }
}
