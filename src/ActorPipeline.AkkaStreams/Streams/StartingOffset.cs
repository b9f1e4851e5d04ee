using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>Where in a partition reading begins. Resolved each time the stream is materialized, so also after every restart. Immutable.</summary>
public sealed class StartingOffset
{
    private readonly string _text;
    private readonly Func<IEventLog, TopicPartition, OffsetRange, CancellationToken, ValueTask<long>> _resolve;

    private StartingOffset(string text, Func<OffsetRange, long> resolve)
        : this(text, (_, _, range, _) => ValueTask.FromResult(resolve(range)))
    {
    }

    private StartingOffset(string text, Func<IEventLog, TopicPartition, OffsetRange, CancellationToken, ValueTask<long>> resolve)
    {
        _text = text;
        _resolve = resolve;
    }

    /// <summary>The oldest record kept.</summary>
    public static StartingOffset Earliest { get; } = new("earliest", range => range.Start);

    /// <summary>The log's end: only what comes.</summary>
    public static StartingOffset Latest { get; } = new("latest", range => range.End);

    /// <summary>An offset. The stream fails with <see cref="OffsetOutOfRangeException"/> when the log does not hold it.</summary>
    /// <param name="offset">The offset of the first record wanted.</param>
    public static StartingOffset At(long offset) => new($"{offset}", _ => offset);

    /// <summary>An offset, or the one nearest to it that the log holds.</summary>
    /// <param name="offset">The offset of the first record wanted.</param>
    public static StartingOffset AtOrNearest(long offset) => new($"{offset} or the nearest", range => Math.Clamp(offset, range.Start, range.End));

    /// <summary>So many offsets before the log's end, or as many as it holds.</summary>
    /// <param name="count">How many offsets; some may hold no record.</param>
    public static StartingOffset Last(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new StartingOffset($"the last {count}", range => Math.Max(range.Start, range.End - count));
    }

    /// <summary>Where a group has committed. The stream fails with <see cref="OffsetOutOfRangeException"/> when the log no longer reaches back to it: nothing is skipped silently.</summary>
    /// <param name="group">The group.</param>
    /// <param name="otherwise">Where to begin when the group has never committed.</param>
    public static StartingOffset Committed(string group, StartingOffset otherwise)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        ArgumentNullException.ThrowIfNull(otherwise);
        return new StartingOffset($"committed by {group}, otherwise {otherwise}", async (log, partition, range, cancellationToken) =>
            await log.CommittedAsync(group, partition, cancellationToken) is { } commit
                ? commit.Offset
                : await otherwise.ResolveAsync(log, partition, range, cancellationToken));
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>The offset to begin at.</summary>
    internal ValueTask<long> ResolveAsync(IEventLog log, TopicPartition partition, OffsetRange range, CancellationToken cancellationToken) =>
        _resolve(log, partition, range, cancellationToken);
}
