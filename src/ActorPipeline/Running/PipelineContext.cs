using ActorPipeline.Asking;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.EventLake;
using ActorPipeline.Events;
using ActorPipeline.Jobs;
using ActorPipeline.Log;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Running;

/// <summary>What the runs of one pipeline share. Immutable but for the board and the feed, which are safe to use from any thread.</summary>
/// <param name="Source">The source topic as it was when the pipeline started: its epoch may have changed since.</param>
/// <param name="ShardLog">The topic of the shard log, the same one as long as the pipeline runs.</param>
/// <param name="NewDecoder">Makes a decoder for one run of the intake.</param>
/// <param name="Board">Where runs show how far they have come.</param>
/// <param name="Feed">Where durable rows are shown to followers.</param>
/// <param name="Partitions">Reaches every partition, wherever it is served.</param>
/// <param name="Logger">The log of the pipeline.</param>
internal sealed record PipelineContext(
    PipelineDefinition Pipeline,
    IEventLog Log,
    EngineStores Stores,
    EngineOptions Options,
    TopicDescription Source,
    TopicDescription ShardLog,
    Func<IEventDecoder> NewDecoder,
    PipelineBoard Board,
    RowFeed Feed,
    IPartitionAsker Partitions,
    IClusterReports Reports,
    EngineHost Host,
    ILogger Logger)
{
    /// <summary>Where events are kept for good; null where they are not.</summary>
    public IEventLake? Lake { get; init; }

    /// <summary>What is done for the pipeline again and again, by one node at a time.</summary>
    public required IReadOnlyList<BatchJob> Jobs { get; init; }

    public TimeProvider Time => Host.Time;

    /// <summary>Which source topic of its name there is now: it may have been deleted and created since the pipeline started.</summary>
    public async Task<long> SourceEpochAsync(CancellationToken cancellationToken) =>
        (await Log.FindTopicAsync(Source.Name, Source.Partitions, cancellationToken)).Epoch;

    /// <summary>Opens a reader of a source partition for a run.</summary>
    /// <param name="epoch">The topic that the run has begun with.</param>
    /// <exception cref="EventLogException">It is another one by now.</exception>
    public async Task<ILogReader> OpenSourceAsync(TopicPartition source, long from, long epoch, RunScope scope)
    {
        var reader = scope.Own(await Log.OpenReaderAsync(source, from, scope.Ending));
        return await SourceEpochAsync(scope.Ending) == epoch
            ? reader
            : throw new EventLogException($"topic {source.Topic} was deleted and created again while a run over {source} began");
    }

    public Backoff NewBackoff() => new(Options.Backoff, Time, Host.Random);

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
