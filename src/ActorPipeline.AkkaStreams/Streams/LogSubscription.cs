using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>A part of a partition to read. Immutable.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">Where to begin.</param>
/// <param name="To">Where to end.</param>
public sealed record LogSubscription(TopicPartition Partition, StartingOffset From, EndingOffset To)
{
    /// <summary>Reads on until it is stopped.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">Where to begin.</param>
    public static LogSubscription Live(TopicPartition partition, StartingOffset from) => new(partition, from, EndingOffset.Never);

    /// <summary>Reads a range of offsets.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="to">The first offset that is not read.</param>
    public static LogSubscription Range(TopicPartition partition, long from, long to) => new(partition, StartingOffset.At(from), EndingOffset.Before(to));

    /// <summary>The same for each of a topic's partitions.</summary>
    /// <param name="topic">The topic's name.</param>
    /// <param name="partitions">How many partitions it has.</param>
    /// <param name="from">Where to begin in each.</param>
    /// <param name="to">Where to end in each.</param>
    public static IReadOnlyList<LogSubscription> AllOf(string topic, int partitions, StartingOffset from, EndingOffset to) =>
        [.. Enumerable.Range(0, partitions).Select(partition => new LogSubscription(new TopicPartition(topic, partition), from, to))];

    /// <summary>The same with offsets in place of what follows from the log as it stands.</summary>
    internal async ValueTask<LogSubscription> ResolveAsync(IEventLog log, CancellationToken cancellationToken)
    {
        var range = await log.RangeAsync(Partition, cancellationToken);
        var from = await From.ResolveAsync(log, Partition, range, cancellationToken);
        return Range(Partition, from, To.Resolve(range));
    }
}
