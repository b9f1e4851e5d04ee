using ActorPipeline.Actors;
using ActorPipeline.Batches;
using ActorPipeline.Events;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Pipelines;
using ActorPipeline.Serving;
using ActorPipeline.Shards;
using ActorPipeline.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Runtime;

/// <summary>What a pipeline is started from.</summary>
/// <param name="Pipeline">Its definition.</param>
/// <param name="Fingerprint">The definition's fingerprint.</param>
/// <param name="NewDecoder">Makes a decoder of its events for one user at a time.</param>
public sealed record PipelineParts(PipelineDefinition Pipeline, string Fingerprint, Func<IEventDecoder> NewDecoder);

/// <summary>A pipeline running on this node.</summary>
public sealed class PipelineRuntime : IPipelineRuntime, IAsyncDisposable
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    private readonly PipelineContext _context;
    private readonly IActorRef _pipeline;
    private readonly SourceAppender _appender;
    private readonly LoadLedger _loads;
    private readonly StatusReader _status;

    private PipelineRuntime(PipelineContext context, ActorSystem system)
    {
        _context = context;
        _appender = new SourceAppender(context);
        _loads = new LoadLedger(context, _appender);
        _status = new StatusReader(context);
        _pipeline = system.ActorOf(Props.Create(() => new PipelineActor(context)), context.Pipeline.Name);
    }

    /// <inheritdoc/>
    public PipelineDefinition Definition => _context.Pipeline;

    /// <summary>Creates what the pipeline needs in log and store, and starts its actors.</summary>
    /// <param name="parts">The pipeline.</param>
    /// <param name="log">The event log.</param>
    /// <param name="store">The view store.</param>
    /// <param name="system">The actor system; its clock is the pipeline's.</param>
    /// <param name="options">The engine's settings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TopicMismatchException">A topic exists with another number of partitions.</exception>
    /// <exception cref="FingerprintMismatchException">Stored state was made for another definition.</exception>
    public static async Task<PipelineRuntime> StartAsync(
        PipelineParts parts, IEventLog log, IViewStore store, ActorSystem system, EngineOptions options, CancellationToken cancellationToken)
    {
        var pipeline = parts.Pipeline;
        await store.RegisterAsync(pipeline, parts.Fingerprint, cancellationToken);
        await log.EnsureTopicAsync(pipeline.DeadLetterTopic, 1, cancellationToken);
        await log.EnsureTopicAsync(pipeline.LateTopic, 1, cancellationToken);
        await log.EnsureTopicAsync(pipeline.ShardTopic, pipeline.Shards, cancellationToken);
        foreach (var topic in pipeline.RowTopics)
        {
            await log.EnsureTopicAsync(topic, pipeline.Shards, cancellationToken);
        }

        var source = await log.EnsureTopicAsync(pipeline.Source.Topic, pipeline.Source.Partitions, cancellationToken);
        var context = new PipelineContext(
            pipeline,
            log,
            store,
            options,
            source,
            parts.NewDecoder,
            new PipelineBoard(source.Partitions, pipeline.Shards),
            new RowFeed(),
            system.TimeProvider,
            system.Options.LoggerFactory.CreateLogger($"ActorPipeline.{pipeline.Name}"));
        return new PipelineRuntime(context, system);
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken) => _appender.AppendAsync(records, cancellationToken);

    /// <inheritdoc/>
    public ValueTask AppendLoadAsync(LoadPart part, CancellationToken cancellationToken) => _loads.AppendAsync(part, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LoadProgress> ResumeLoadAsync(string loadId, IReadOnlyList<long>? from, CancellationToken cancellationToken) =>
        _loads.ResumeAsync(loadId, from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PipelineStatus> StatusAsync(CancellationToken cancellationToken) => _status.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShardStatus>> ShardsAsync(CancellationToken cancellationToken) => _status.ReadShardsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetterEntry>> DeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        new DeadLetterReader(_context).ReadAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WaitAppliedAsync(bool flush, CancellationToken cancellationToken)
    {
        var partitions = Enumerable.Range(0, _context.Source.Partitions).ToList();
        await Task.WhenAll(partitions.Select(partition => WaitCommittedAsync(partition, cancellationToken)));
        if (flush)
        {
            var ends = await Task.WhenAll(partitions.Select(partition => AskAsync<LastWindowEnd>(new ToIntake(partition, new GetLastWindowEnd()), cancellationToken)));
            var watermark = ends.Max(end => end.EndMs);
            await Task.WhenAll(partitions.Select(partition => AskAsync<Done>(new ToIntake(partition, new Flush(watermark)), cancellationToken)));
        }

        await Task.WhenAll(Enumerable.Range(0, _context.Pipeline.Shards).Select(shard => WaitAppliedAsync(shard, cancellationToken)));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Row>> OpenRowsAsync(RowQuery query, CancellationToken cancellationToken)
    {
        var batches = await Task.WhenAll(ShardsOf(query).Select(shard => AskAsync<List<RowBatch>>(new ToShard(shard, new GetOpenRows(query)), cancellationToken)));
        return OpenRowSelection.Select(query, batches.SelectMany(batch => batch));
    }

    /// <inheritdoc/>
    public int ShardOf(ViewDefinition view, IReadOnlyList<string> key) => PartitionIntake.ShardOf(Murmur3.Hash64(TupleCodec.Encode(key)), _context.Pipeline.Shards);

    /// <inheritdoc/>
    public IDisposable Follow(Action<RowBatch> follower) => _context.Feed.Follow(follower);

    /// <summary>Stops taking in, applies what has been read, makes a checkpoint of every shard, and stops the actors: the next start replays nothing.</summary>
    /// <param name="cancellationToken">Gives up the orderly way: the actors then stop at once, and the next start replays.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, _context.Source.Partitions).Select(partition => AskAsync<Done>(new ToIntake(partition, new Drain()), cancellationToken)));
            await Task.WhenAll(Enumerable.Range(0, _context.Pipeline.Shards).Select(shard => FinishAsync(shard, cancellationToken)));
        }
        catch (Exception failure)
        {
            RuntimeLog.StoppedInHaste(_context.Logger, _context.Pipeline.Name, failure.Message);
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Stops the actors at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _pipeline.GracefulStop(Timeout.InfiniteTimeSpan);
        _loads.Dispose();
        await _appender.DisposeAsync();
    }

    // A query that names the whole key concerns one shard.
    private IEnumerable<int> ShardsOf(RowQuery query)
    {
        var key = query.View.KeyNames.Select(name => query.Where.FirstOrDefault(part => part.Key == name).Value).ToList();
        return key.Contains(null!) ? Enumerable.Range(0, _context.Pipeline.Shards) : [ShardOf(query.View, key)];
    }

    private async Task WaitCommittedAsync(int partition, CancellationToken cancellationToken)
    {
        var range = await _context.Log.RangeAsync(new TopicPartition(_context.Source.Name, partition), cancellationToken);
        await AskAsync<Done>(new ToIntake(partition, new AwaitCommitted(range.End)), cancellationToken);
    }

    private async Task WaitAppliedAsync(int shard, CancellationToken cancellationToken)
    {
        var range = await _context.Log.RangeAsync(new TopicPartition(_context.Pipeline.ShardTopic, shard), cancellationToken);
        await AskAsync<Done>(new ToShard(shard, new AwaitApplied(range.End)), cancellationToken);
    }

    private async Task FinishAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            await WaitAppliedAsync(shard, cancellationToken);
            await AskAsync<Done>(new ToShard(shard, new MakeCheckpoint()), cancellationToken);
        }
        catch (ShardFencedException)
        {
            // Another node finishes it.
        }
    }

    // An actor that was restarted before it could answer, or that could not be reached, is asked again.
    private async Task<T> AskAsync<T>(object question, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _pipeline.Ask<T>(question, AskAgainAfter, cancellationToken);
            }
            catch (AskTimeoutException)
            {
                // Lost, or still being worked on: an answer to the earlier question goes nowhere.
            }
            catch (NotReadyException)
            {
                await Task.Delay(_context.Options.Backoff.Shortest, _context.Time, cancellationToken);
            }
        }
    }
}
