namespace ActorPipeline.Log;

/// <summary>The event log failed: a server that is missing, a full disk, a damaged file. The message names what and where.</summary>
public class EventLogException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A topic exists with another number of partitions than wanted.</summary>
public sealed class TopicMismatchException(string topic, int actual, int wanted)
    : EventLogException($"topic {topic} has {actual} partitions, expected {wanted}: the number of partitions of a topic in use cannot change");

/// <summary>A reader was opened outside the offsets that the log holds.</summary>
public sealed class OffsetOutOfRangeException(TopicPartition partition, long offset, OffsetRange range)
    : EventLogException($"{partition} holds offsets {range.Start} to {range.End}, asked for {offset}")
{
    /// <summary>What the log holds.</summary>
    public OffsetRange Range { get; } = range;
}

/// <summary>An append failed; the writer is broken for good and refuses every later append.</summary>
public sealed class LogWriterFailedException(string topic, string reason, Exception? inner = null)
    : EventLogException($"writing to {topic} failed: {reason}", inner);
