using ActorPipeline.Asking;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.Jobs;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Status;
using ActorPipeline.Views;

namespace ActorPipeline.Serving;

/// <summary>A running pipeline on this node: what the collector, the API, the hub and the operators' routes talk to.</summary>
/// <remarks>All members may be called concurrently.</remarks>
public interface IPipelineRuntime
{
    /// <summary>The pipeline's definition.</summary>
    PipelineDefinition Definition { get; }

    /// <summary>What keeps this node from doing its part, or null; never waits. What <see cref="StatusAsync"/> says is of the whole cluster.</summary>
    string? TroubleHere { get; }

    /// <summary>What keeps this node from writing the lake, or its jobs from succeeding; or null. Events are counted all the same. Never waits.</summary>
    string? LakeTroubleHere { get; }

    /// <summary>How far batch and speed rows differ, by view, where this node runs the pipeline's jobs; empty elsewhere, and before. Never waits.</summary>
    IReadOnlyList<ViewDrift> DriftHere { get; }

    /// <summary>How timely the events were that this node read in the last minute or two; never waits.</summary>
    Timeliness TimelinessHere { get; }

    /// <summary>Appends events to the source topic.</summary>
    /// <param name="records">One record an event; untouched until the call completes.</param>
    /// <param name="cancellationToken">Ends the wait, not the append.</param>
    /// <returns>A task that completes when all are durable.</returns>
    /// <exception cref="EventLogException">None of them is acknowledged; a full disk or a missing server. Trying again later is right.</exception>
    ValueTask AppendAsync(ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken);

    /// <summary>Appends a part of a bulk load. A part given twice, or overlapping one given before, is stored once.</summary>
    /// <param name="cancellationToken">Ends the wait, not the append.</param>
    /// <exception cref="UnknownLoadException">This node does not know the load (it was restarted): call <see cref="ResumeLoadAsync"/> first.</exception>
    /// <exception cref="EventLogException">Nothing more of it is acknowledged; try again later.</exception>
    ValueTask AppendLoadAsync(LoadPart part, CancellationToken cancellationToken);

    /// <summary>Begins a load, or finds out how far one has come by looking into the source topic.</summary>
    /// <param name="loadId">The load's id, chosen by the client: at most 64 characters.</param>
    /// <param name="from">Where the source topic's partitions ended when the load began, as given by the first call; null for a new load.</param>
    ValueTask<LoadProgress> ResumeLoadAsync(string loadId, IReadOnlyList<long>? from, CancellationToken cancellationToken);

    /// <summary>What a load's outcome is told by: keep it when a load begins.</summary>
    ValueTask<LoadStart> LoadStartAsync(CancellationToken cancellationToken);

    /// <summary>Tells what of a load was not applied. Once all of it is taken in: see <see cref="WaitAppliedAsync"/>.</summary>
    /// <param name="start">What <see cref="LoadStartAsync"/> gave when it began.</param>
    ValueTask<LoadOutcome> LoadOutcomeAsync(string loadId, LoadStart start, CancellationToken cancellationToken);

    /// <summary>The pipeline's counters, watermark and lag.</summary>
    ValueTask<PipelineStatus> StatusAsync(CancellationToken cancellationToken);

    /// <summary>Waits until every event that was durable in the source topic when the call began has been applied, and its closed rows can be read.</summary>
    /// <param name="flush">Also close all windows, as if time had moved on.</param>
    ValueTask WaitAppliedAsync(bool flush, CancellationToken cancellationToken);

    /// <summary>Waits until the lake holds every event that was durable in the source topic when the call began. Forever where no node writes a lake.</summary>
    ValueTask WaitInLakeAsync(CancellationToken cancellationToken);

    /// <summary>What is done for the pipeline again and again.</summary>
    IReadOnlyList<BatchJob> Jobs { get; }

    /// <summary>The runs of its jobs, whichever node runs them.</summary>
    ValueTask<JobLedger> JobLedgerAsync(CancellationToken cancellationToken);

    /// <summary>Has a job run now, after the one under way, also while jobs are paused, and waits until it has ended.</summary>
    /// <exception cref="PartitionFailedException">It failed, or there is no such job.</exception>
    ValueTask RunJobAsync(string job, CancellationToken cancellationToken);

    /// <summary>Lets no run begin by schedule any more, or lets them begin again. A run under way goes on.</summary>
    ValueTask PauseJobsAsync(bool isPaused, CancellationToken cancellationToken);

    /// <summary>Rows of windows that still count, as they stand; layer <c>open</c>.</summary>
    /// <exception cref="Storage.ViewStoreException">A shard does not answer within some seconds: no node serves it, or it does not come up.</exception>
    ValueTask<IReadOnlyList<Row>> OpenRowsAsync(RowQuery query, CancellationToken cancellationToken);

    /// <summary>A page or client actor as its shard holds it, on whichever node that is.</summary>
    /// <exception cref="Asking.PartitionFailedException">The node that owns the shard could not answer.</exception>
    /// <exception cref="Storage.ViewStoreException">The shard does not answer within some seconds: no node serves it, or it does not come up.</exception>
    ValueTask<EntityFound> EntityAsync(ViewDefinition view, IReadOnlyList<string> key, CancellationToken cancellationToken);

    /// <summary>The state of the pipeline's shards, on whichever node they are.</summary>
    ValueTask<IReadOnlyList<ShardStatus>> ShardsAsync(CancellationToken cancellationToken);

    /// <summary>The shard that owns a key.</summary>
    /// <param name="key">The key's parts in declared order.</param>
    int ShardOf(ViewDefinition view, IReadOnlyList<string> key);

    /// <summary>Follows what the shards of all nodes emit: a view's rows as they close. A slow follower misses some and is told so.</summary>
    /// <param name="follower">Called on a shard's turn: must return at once and never throw.</param>
    /// <param name="missed">Told that rows were missed, which can be read from the store: must return at once and never throw.</param>
    /// <returns>Dispose of it to stop following.</returns>
    IDisposable Follow(ViewDefinition view, Action<RowBatch> follower, Action missed);
}
