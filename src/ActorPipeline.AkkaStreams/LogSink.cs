using ActorPipeline.Log;
using Akka;
using Akka.Streams.Dsl;

namespace ActorPipeline.AkkaStreams;

/// <summary>Appends to a topic through a writer of the stream's own. The log stays the caller's and outlives the stream.</summary>
/// <remarks>Envelopes are appended in the order they arrive, several at a time; each is all or nothing, and a partition gets no hole. The first
/// append that fails ends the stream with <see cref="LogWriterFailedException"/>, after those before it have been passed on; those behind it
/// have no effect. Whether the failed one had is unknown: whoever tries again delivers at least once. The stream completes or fails after
/// the log has answered every append and the writer is closed.</remarks>
public static class LogSink
{
    // A log makes appends durable in groups: those that wait for one group commit go together into the next.
    private const int DefaultInFlight = 16;

    /// <summary>Appends; completes when everything is durable.</summary>
    /// <param name="maxInFlight">How many appends may be under way.</param>
    public static Sink<LogEnvelope<T>, Task<Done>> PlainSink<T>(IEventLog log, string topic, int maxInFlight = DefaultInFlight) =>
        FlexiFlow<T>(log, topic, maxInFlight).ToMaterialized(Sink.Ignore<LogAppended<T>>(), Keep.Right);

    /// <summary>Appends, and commits the offset that an envelope carries when its records are durable. Completes when all is durable and committed.</summary>
    /// <param name="committer">When to commit; null for the defaults.</param>
    public static Sink<LogEnvelope<CommittableOffset>, Task<Done>> CommittableSink(
        IEventLog log, string topic, CommitterSettings? committer = null, int maxInFlight = DefaultInFlight) =>
        FlexiFlow<CommittableOffset>(log, topic, maxInFlight)
            .Select(appended => appended.PassThrough)
            .ToMaterialized(Committer.Sink(log, committer), Keep.Right);

    /// <summary>Appends, and emits what is durable in the order of the envelopes.</summary>
    /// <param name="maxInFlight">How many appends may be under way, or durable and not yet emitted.</param>
    public static Flow<LogEnvelope<T>, LogAppended<T>, NotUsed> FlexiFlow<T>(IEventLog log, string topic, int maxInFlight = DefaultInFlight)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxInFlight);
        return Flow.FromGraph(new AppendStage<T>(log, topic, maxInFlight));
    }
}
