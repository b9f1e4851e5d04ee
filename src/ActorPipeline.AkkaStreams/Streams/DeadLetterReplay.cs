using ActorPipeline.Log;
using Akka.Streams.Dsl;

namespace ActorPipeline.Actors.Streams;

/// <summary>Gives the bytes of dead letters to their source topic again.</summary>
/// <remarks>
/// Each source position is replayed once in a replay, however often its letter stands in the dead-letter topic. A letter goes to the partition it came from, with the
/// time of the replay as its timestamp and without headers. A replay ends where the dead-letter topic ends when it starts, so that events that fail again are not
/// replayed again. Two replays of the same range append twice: a replay is exact, replays are not told apart. After a failure, <see cref="DeadLetterReplayed.Through"/>
/// of the last progress says where to begin the next one; of what was under way behind it some may have been appended.
/// </remarks>
public static class DeadLetterReplay
{
    /// <summary>A replay that completes with its counts.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="deadLetters">The part of the dead-letter topic to replay. It must have an end.</param>
    /// <param name="topic">The source topic.</param>
    /// <param name="partitions">How many partitions it has.</param>
    /// <param name="time">Gives the records their timestamps.</param>
    /// <returns>A graph to run. Its <see cref="DrainingControl{T}.Completion"/> gives the counts, or fails with the log's <see cref="EventLogException"/>.</returns>
    public static IRunnableGraph<DrainingControl<DeadLetterReplayed>> Graph(
        IEventLog log, LogSubscription deadLetters, string topic, int partitions, TimeProvider time) =>
        Progress(log, deadLetters, topic, partitions, time).ToMaterialized(
            Sink.Last<DeadLetterReplayed>(), (control, last) => new DrainingControl<DeadLetterReplayed>(control, last));

    /// <summary>A replay that says after every append how far it has come; the last element is the result.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="deadLetters">The part of the dead-letter topic to replay. It must have an end.</param>
    /// <param name="topic">The source topic.</param>
    /// <param name="partitions">How many partitions it has.</param>
    /// <param name="time">Gives the records their timestamps.</param>
    public static Source<DeadLetterReplayed, ILogControl> Progress(
        IEventLog log, LogSubscription deadLetters, string topic, int partitions, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(deadLetters);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        if (deadLetters.To == EndingOffset.Never)
        {
            throw new ArgumentException("a replay must have an end: what fails again comes back to the dead-letter topic", nameof(deadLetters));
        }

        return LogSource.PlainSource(log, deadLetters)
            .StatefulSelectMany<PartitionBatch, LogEnvelope<DeadLetterReplayed>, ILogControl>(() => new ReplayPlanner(partitions, time).Plan)
            .Via(LogSink.FlexiFlow<DeadLetterReplayed>(log, topic))
            .Scan(DeadLetterReplayed.None, (sum, appended) => sum.Plus(appended.PassThrough));
    }
}
