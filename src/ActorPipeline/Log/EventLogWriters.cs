namespace ActorPipeline.Log;

/// <summary>Ways to open a writer.</summary>
internal static class EventLogWriters
{
    /// <summary>Opens a writer of a topic as it is now, whichever it was before.</summary>
    /// <remarks>For topics in which every record stands for itself: one that was deleted and created again takes what comes next. Whoever goes on from what
    /// an earlier topic of the name holds opens a writer of that one only.</remarks>
    /// <exception cref="TopicMismatchException">The topic has another number of partitions.</exception>
    /// <exception cref="EventLogException">There is no such topic.</exception>
    public static async Task<ILogWriter> OpenCurrentWriterAsync(this IEventLog log, string topic, int partitions, CancellationToken cancellationToken)
    {
        await log.FindTopicAsync(topic, partitions, cancellationToken);
        return await log.OpenWriterAsync(topic, cancellationToken);
    }
}
