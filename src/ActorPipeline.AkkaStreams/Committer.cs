using ActorPipeline.Log;
using Akka;
using Akka.Streams.Dsl;

namespace ActorPipeline.AkkaStreams;

/// <summary>Commits offsets in batches: of each group and partition only the furthest of a batch. The log stays the caller's and outlives the stream.</summary>
/// <remarks>An offset given to a committer says that everything below it is done; so the offsets of a partition must arrive in order,
/// through stages that keep the order. One commit is under way at a time; meanwhile at most <see cref="CommitterSettings.MaxBatch"/> offsets
/// are gathered. Gathered offsets are committed before the stream completes, and also when upstream fails or downstream cancels, but not when
/// the materializer is shut down. A commit that fails ends the stream with the log's <see cref="EventLogException"/>.</remarks>
public static class Committer
{
    /// <summary>Commits offsets and emits what was committed.</summary>
    /// <param name="settings">When to commit; null for the defaults.</param>
    public static Flow<CommittableOffset, CommittableOffsetBatch, NotUsed> Flow(IEventLog log, CommitterSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        settings ??= new CommitterSettings();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.MaxBatch);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.MaxInterval, TimeSpan.Zero);
        return Akka.Streams.Dsl.Flow.FromGraph(new CommitterStage(log, settings));
    }

    /// <summary>Commits offsets; completes when the last one is committed.</summary>
    public static Sink<CommittableOffset, Task<Done>> Sink(IEventLog log, CommitterSettings? settings = null) =>
        Flow(log, settings).ToMaterialized(Akka.Streams.Dsl.Sink.Ignore<CommittableOffsetBatch>(), Keep.Right);
}
