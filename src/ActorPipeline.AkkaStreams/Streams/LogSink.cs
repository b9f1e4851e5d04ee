using ActorPipeline.Log;
using Akka;
using Akka.Streams.Dsl;

namespace ActorPipeline.Actors.Streams;

/// <summary>Appends to a topic through a writer of the stream's own.</summary>
/// <remarks>Envelopes are appended in the order they come, several at a time; each is all or nothing, and what is appended to a partition stands there without a hole.
/// The first append that fails ends the stream with <see cref="LogWriterFailedException"/>, after those before it have been handed on; of those behind it none takes
/// effect. Whether the failed one did is unknown: who tries again delivers at least once.</remarks>
public static class LogSink
{
    /// <summary>Appends; completes when all is durable.</summary>
    /// <typeparam name="T">What the envelopes carry; it is dropped.</typeparam>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="topic">An existing topic.</param>
    /// <param name="settings">How to append; null for the default.</param>
    public static Sink<LogEnvelope<T>, Task<Done>> PlainSink<T>(IEventLog log, string topic, LogSinkSettings? settings = null) =>
        FlexiFlow<T>(log, topic, settings).ToMaterialized(Sink.Ignore<LogAppended<T>>(), Keep.Right);

    /// <summary>Appends, and commits the offset that an envelope carries when its records are durable. Completes when all is durable and committed.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="topic">An existing topic.</param>
    /// <param name="committer">When to commit; null for the default.</param>
    /// <param name="settings">How to append; null for the default.</param>
    public static Sink<LogEnvelope<CommittableOffset>, Task<Done>> CommittableSink(
        IEventLog log, string topic, CommitterSettings? committer = null, LogSinkSettings? settings = null) =>
        FlexiFlow<CommittableOffset>(log, topic, settings).Select(appended => appended.PassThrough).ToMaterialized(Committer.Sink(log, committer), Keep.Right);

    /// <summary>Appends, and hands on in the order of the envelopes what is durable.</summary>
    /// <typeparam name="T">What the envelopes carry.</typeparam>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="topic">An existing topic.</param>
    /// <param name="settings">How to append; null for the default.</param>
    public static Flow<LogEnvelope<T>, LogAppended<T>, NotUsed> FlexiFlow<T>(IEventLog log, string topic, LogSinkSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        settings ??= LogSinkSettings.Default;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.MaxInFlight);
        return Flow.FromGraph(new AppendStage<T>(log, topic, settings));
    }
}
