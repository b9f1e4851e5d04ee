using ActorPipeline.Log;
using Akka;
using Akka.Streams.Dsl;

namespace ActorPipeline.Actors.Streams;

/// <summary>Commits offsets in batches: of each group and partition only the furthest of a batch.</summary>
/// <remarks>An offset given to a committer says that everything below it is done; so offsets of a partition must come in the order of its batches, through stages that
/// keep the order. One commit is under way at a time, and not more than <see cref="CommitterSettings.MaxBatch"/> offsets are gathered meanwhile. What has been
/// gathered is committed before the stream completes, and also when upstream fails or downstream cancels; not when the materializer is shut down. A commit that
/// fails ends the stream with the log's <see cref="EventLogException"/>.</remarks>
public static class Committer
{
    /// <summary>Commits and emits what was committed.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="settings">When to commit; null for the default.</param>
    public static Flow<CommittableOffset, CommittableOffsetBatch, NotUsed> Flow(IEventLog log, CommitterSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        settings ??= CommitterSettings.Default;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.MaxBatch);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.MaxInterval, TimeSpan.Zero);
        return Akka.Streams.Dsl.Flow.FromGraph(new CommitterStage(log, settings));
    }

    /// <summary>Commits; completes when the last offset has been committed.</summary>
    /// <param name="log">The log; stays the caller's and outlives the stream.</param>
    /// <param name="settings">When to commit; null for the default.</param>
    public static Sink<CommittableOffset, Task<Done>> Sink(IEventLog log, CommitterSettings? settings = null) =>
        Flow(log, settings).ToMaterialized(Akka.Streams.Dsl.Sink.Ignore<CommittableOffsetBatch>(), Keep.Right);
}
