using ActorPipeline.Asking;
using ActorPipeline.Batches;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.Events;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Jobs;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Serving;

/// <summary>What a pipeline is started from.</summary>
/// <param name="NewDecoder">Makes a decoder of its events for one user at a time.</param>
public sealed record PipelineParts(PipelineDefinition Pipeline, string Fingerprint, Func<IEventDecoder> NewDecoder);

/// <summary>A pipeline running on this node.</summary>
public sealed class PipelineRuntime : IPipelineRuntime, IAsyncDisposable
{
    private readonly PipelineContext _context;
    private readonly SourceAppender _appender;
    private readonly LoadLedger _loads;
    private readonly LoadOutcomes _outcomes;
    private readonly StatusReader _status;

    // Whoever reads what shards hold waits for one that is being taken over, and learns of one that nobody serves.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    // A lake that writes no file in so long has trouble of its own to tell of.
    private static readonly TimeSpan InLakeWithin = TimeSpan.FromMinutes(2);

    // Rows that have closed are written within a moment, or not for a while.
    private static readonly TimeSpan ReadableWithin = TimeSpan.FromSeconds(30);

    // The last host of each partition that was served here.
    private readonly Dictionary<(PlacedRole Role, int Partition), PartitionHost> _hosts = [];
    private bool _isDisposed;

    private PipelineRuntime(PipelineContext context)
    {
        _context = context;
        _appender = new SourceAppender(context);
        _loads = new LoadLedger(context, _appender);
        _outcomes = new LoadOutcomes(context);
        _status = new StatusReader(context);
        context.Reports.Add(new LocalPipeline(context.Pipeline, context.Board, context.Feed));
    }

    internal PipelineBoard Board => _context.Board;

    /// <inheritdoc/>
    public PipelineDefinition Definition => _context.Pipeline;

    /// <inheritdoc/>
    public string? TroubleHere => _status.TroubleHere();

    /// <inheritdoc/>
    public string? LakeTroubleHere => _status.LakeTroubleHere();

    /// <inheritdoc/>
    public IReadOnlyList<ViewDrift> DriftHere => _context.Board.Batch()?.Drift ?? [];

    /// <inheritdoc/>
    public Timeliness TimelinessHere => _context.Board.TimelinessHere();

    /// <summary>Creates what the pipeline needs in log and store. It serves nothing by itself: partitions are served by their hosts.</summary>
    /// <exception cref="TopicMismatchException">A topic exists with another number of partitions.</exception>
    /// <exception cref="FingerprintMismatchException">Stored state was made for another definition.</exception>
    public static async Task<PipelineRuntime> StartAsync(PipelineParts parts, EngineParts engine, CancellationToken cancellationToken)
    {
        var (pipeline, log) = (parts.Pipeline, engine.Log);
        await engine.Stores.Schema.RegisterAsync(pipeline, parts.Fingerprint, cancellationToken);
        var (source, shardLog) = await EnsureTopicsAsync(pipeline, log, cancellationToken);
        var context = new PipelineContext(
            pipeline,
            log,
            engine.Stores,
            engine.Options,
            source,
            shardLog,
            parts.NewDecoder,
            new PipelineBoard(source.Partitions, pipeline.Shards),
            new RowFeed(),
            engine.Partitions,
            engine.Reports,
            engine.Host,
            engine.Host.Loggers.CreateLogger($"ActorPipeline.{pipeline.Name}"))
        {
            Lake = engine.Lake,
            Jobs = engine.JobsOf(pipeline),
        };
        return new PipelineRuntime(context);
    }

    // At once: a broker takes a while for each, most of it waiting.
    private static async Task<(TopicDescription Source, TopicDescription ShardLog)> EnsureTopicsAsync(
        PipelineDefinition pipeline, IEventLog log, CancellationToken cancellationToken)
    {
        (string Topic, int Partitions)[] topics =
        [
            (pipeline.Source.Topic, pipeline.Source.Partitions),
            (pipeline.ShardTopic, pipeline.Shards),
            (pipeline.DeadLetterTopic, 1),
            (pipeline.LateTopic, 1),
            .. pipeline.RowTopics.Select(topic => (topic, pipeline.Shards)),
        ];
        var found = await Task.WhenAll(topics.Select(topic => log.EnsureTopicAsync(topic.Topic, topic.Partitions, cancellationToken).AsTask()));
        return (found[0], found[1]);
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken) => _appender.AppendAsync(records, cancellationToken);

    /// <inheritdoc/>
    public ValueTask AppendLoadAsync(LoadPart part, CancellationToken cancellationToken) => _loads.AppendAsync(part, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LoadProgress> ResumeLoadAsync(string loadId, IReadOnlyList<long>? from, CancellationToken cancellationToken) =>
        _loads.ResumeAsync(loadId, from, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<LoadStart> LoadStartAsync(CancellationToken cancellationToken) =>
        await _outcomes.StartAsync(await CountedLateAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<LoadOutcome> LoadOutcomeAsync(string loadId, LoadStart start, CancellationToken cancellationToken) =>
        await _outcomes.ReadAsync(loadId, start, await CountedLateAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PipelineStatus> StatusAsync(CancellationToken cancellationToken) => _status.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShardStatus>> ShardsAsync(CancellationToken cancellationToken) => _status.ReadShardsAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WaitAppliedAsync(bool flush, CancellationToken cancellationToken)
    {
        var partitions = Enumerable.Range(0, _context.Source.Partitions).ToList();
        var committed = await Task.WhenAll(partitions.Select(partition => WaitCommittedAsync(partition, cancellationToken)));
        if (flush)
        {
            var watermark = committed.Max(end => end.WindowEndMs);
            await Task.WhenAll(partitions.Select(
                partition => AskIntakeAsync<Done>(partition, new Flush(committed[partition].Offset, watermark), cancellationToken)));
        }

        await Task.WhenAll(Enumerable.Range(0, _context.Pipeline.Shards).Select(shard => WaitAppliedAsync(shard, cancellationToken)));
    }

    /// <inheritdoc/>
    public async ValueTask WaitInLakeAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(Enumerable.Range(0, _context.Source.Partitions).Select(partition => WaitInLakeAsync(partition, cancellationToken)));

    /// <inheritdoc/>
    public IReadOnlyList<BatchJob> Jobs => _context.Jobs;

    /// <inheritdoc/>
    public async ValueTask<JobLedger> JobLedgerAsync(CancellationToken cancellationToken)
    {
        var pointer = await _context.Stores.Snapshots.ReadPointerAsync(JobLedger.PlaceOf(_context.Pipeline.Name), cancellationToken);
        return JobLedgerText.Read(pointer.Current);
    }

    /// <inheritdoc/>
    public async ValueTask RunJobAsync(string job, CancellationToken cancellationToken) =>
        await AskBatchAsync(new RunJob(job, Guid.NewGuid().ToString("N")), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PauseJobsAsync(bool isPaused, CancellationToken cancellationToken) =>
        await AskBatchAsync(new PauseJobs(isPaused), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Row>> OpenRowsAsync(RowQuery query, CancellationToken cancellationToken)
    {
        var question = GetOpenRows.Of(query);
        if (KeyOf(query) is { } key)
        {
            var answer = await AskKeyAsync<OpenRows>(query.View, key, question, cancellationToken);
            return OpenRowSelection.Select(query, answer.Rows);
        }

        var shards = Enumerable.Range(0, _context.Pipeline.Shards);
        var answers = await Task.WhenAll(
            shards.Select(shard => WithinAsync(
                Partition(PlacedRole.Shards, shard), either => AskShardAsync<OpenRows>(shard, question, either), cancellationToken)));
        return OpenRowSelection.Select(query, answers.SelectMany(answer => answer.Rows));
    }

    /// <inheritdoc/>
    public async ValueTask<EntityFound> EntityAsync(ViewDefinition view, IReadOnlyList<string> key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        return await AskKeyAsync<EntityFound>(view, key, new GetEntity(view.Name, key), cancellationToken);
    }

    /// <inheritdoc/>
    public int ShardOf(ViewDefinition view, IReadOnlyList<string> key) =>
        IntakeState.ShardOf(Murmur3.Hash64(TupleCodec.Encode(key)), _context.Pipeline.Shards);

    /// <inheritdoc/>
    public IDisposable Follow(ViewDefinition view, Action<RowBatch> follower, Action missed) => _context.Feed.Follow(view.Name, follower, missed);

    /// <summary>Follows the closed rows of all views as far as the shards of this node emit them, until the result is disposed of.</summary>
    /// <param name="follower">Called on a shard's turn: must return at once and never throw.</param>
    public IDisposable Follow(Action<RowBatch> follower) => _context.Feed.Relay(RowFeed.Keeping(follower));

    /// <summary>Waits until the shards that this node serves have applied all that their logs hold. When cancelled, the next start replays the rest.</summary>
    internal async Task SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var shards = Enumerable.Range(0, _context.Pipeline.Shards).Where(shard => _context.Board.Shard(shard) is not null);
            await Task.WhenAll(shards.ToList().Select(shard => WaitAppliedAsync(shard, cancellationToken)));
        }
        catch (Exception failure)
        {
            RunnerLog.StoppedInHaste(_context.Logger, _context.Pipeline.Name, failure.Message);
        }
    }

    /// <summary>Begins to serve one of the pipeline's partitions; what served it on this node before has ended by then.</summary>
    internal PartitionHost Serve(PlacedRole role, int partition)
    {
        var host = new PartitionHost(_context, Partition(role, partition), since => NewRunner(role, partition, since));
        lock (_hosts)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            host.Start(_hosts.TryGetValue((role, partition), out var before) ? before.Ended : Task.CompletedTask);
            _hosts[(role, partition)] = host;
        }

        return host;
    }

    /// <summary>Gives up the partitions that are still served here. Completes when nothing of the pipeline uses log and store.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(AbandonHosts());
        _loads.Dispose();
        await _appender.DisposeAsync();
    }

    private IPartitionRunner NewRunner(PlacedRole role, int partition, long since) => role switch
    {
        PlacedRole.Intake => new IntakeRunner(_context, partition),
        PlacedRole.Shards => new ShardRunner(_context, new ShardId(_context.Pipeline.Name, partition), since),
        PlacedRole.Lake => new LakeRunner(_context, _context.Lake ?? throw new InvalidOperationException("this node has no lake"), partition),
        _ => new BatchRunner(_context, ClosedInLakeAsync),
    };

    private List<Task> AbandonHosts()
    {
        lock (_hosts)
        {
            _isDisposed = true;
            foreach (var host in _hosts.Values)
            {
                host.Abandon();
            }

            return _hosts.Values.Select(host => host.Ended).ToList();
        }
    }

    // A query that names the whole key concerns one page or client.
    private static List<string>? KeyOf(RowQuery query)
    {
        var key = query.View.KeyNames.Select(name => query.Where.FirstOrDefault(part => part.Key == name).Value).ToList();
        return key.Contains(null!) ? null : key;
    }

    // Null unless every shard says what it has counted.
    private async Task<long?> CountedLateAsync(CancellationToken cancellationToken) =>
        await _status.ReadAsync(cancellationToken) is { State: "running" } status ? status.Late : null;

    private async Task<(long Offset, long WindowEndMs)> WaitCommittedAsync(int partition, CancellationToken cancellationToken)
    {
        var range = await _context.Log.RangeAsync(new TopicPartition(_context.Source.Name, partition), cancellationToken);
        var last = await AskIntakeAsync<LastWindowEnd>(partition, new AwaitCommitted(range.End), cancellationToken);
        return (range.End, last.EndMs);
    }

    private async Task WaitInLakeAsync(int partition, CancellationToken cancellationToken)
    {
        var range = await _context.Log.RangeAsync(new TopicPartition(_context.Source.Name, partition), cancellationToken);
        await _context.Partitions.AskAsync<Done>(Partition(PlacedRole.Lake, partition), new AwaitLake(range.End), cancellationToken);
    }

    // The time up to which no window gets another event: rows of windows that have ended by then can be read, and the lake holds all their events.
    private async Task<long> ClosedInLakeAsync(CancellationToken cancellationToken)
    {
        var shards = await _status.ReadShardsAsync(cancellationToken);
        var isKnown = shards.Count == _context.Pipeline.Shards && shards.All(shard => shard.WatermarkMs is not null);
        var lateness = (long)_context.Pipeline.Source.AllowedLateness.TotalMilliseconds;
        var closed = isKnown ? shards.Min(shard => shard.WatermarkMs!.Value) - lateness : long.MinValue;
        await WithinAsync(InLakeWithin, $"the lake of {_context.Pipeline.Name}", WaitInLakeAsync, cancellationToken);
        return await CanBeReadAsync(shards, cancellationToken) ? closed : long.MinValue;

        async Task<bool> WaitInLakeAsync(CancellationToken either)
        {
            await this.WaitInLakeAsync(either);
            return true;
        }
    }

    // Whether the rows of all that shards have applied can be read. Where a shard does not answer, or cannot write them, nothing more is complete yet; what
    // keeps it is part of the pipeline's status.
    private async Task<bool> CanBeReadAsync(IReadOnlyList<ShardStatus> shards, CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(ReadableWithin, $"a shard of {_context.Pipeline.Name}", WaitAsync, cancellationToken);
        }
        catch (Exception failure) when (failure is ViewStoreException or PartitionFailedException)
        {
            return false;
        }

        async Task<bool> WaitAsync(CancellationToken either)
        {
            await Task.WhenAll(shards.Select(shard => AskShardAsync<Done>(shard.Shard, new AwaitApplied(shard.Offset), either)));
            return true;
        }
    }

    private async Task WaitAppliedAsync(int shard, CancellationToken cancellationToken)
    {
        var range = await _context.Log.RangeAsync(new TopicPartition(_context.Pipeline.ShardTopic, shard), cancellationToken);
        await AskShardAsync<Done>(shard, new AwaitApplied(range.End), cancellationToken);
    }

    private Task<T> AskKeyAsync<T>(ViewDefinition view, IReadOnlyList<string> key, Question question, CancellationToken cancellationToken)
        where T : Answer
    {
        var shard = Partition(PlacedRole.Shards, ShardOf(view, key));
        return WithinAsync(shard, either => _context.Partitions.AskKeyAsync<T>(shard, view.Name, key, question, either), cancellationToken);
    }

    private Task<T> WithinAsync<T>(PlacedPartition shard, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        WithinAsync(AnswerWithin, shard.ToString(), ask, cancellationToken);

    private async Task<T> WithinAsync<T>(TimeSpan limit, string who, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limit, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ViewStoreException($"{who} has not answered for {limit.TotalSeconds:0} s: no node serves it, or it does not come up");
        }
    }

    private Task<Done> AskBatchAsync(Question question, CancellationToken cancellationToken) =>
        _context.Partitions.AskAsync<Done>(Partition(PlacedRole.Batch, 0), question, cancellationToken);

    private Task<T> AskIntakeAsync<T>(int partition, Question question, CancellationToken cancellationToken)
        where T : Answer => _context.Partitions.AskAsync<T>(Partition(PlacedRole.Intake, partition), question, cancellationToken);

    private Task<T> AskShardAsync<T>(int shard, Question question, CancellationToken cancellationToken)
        where T : Answer => _context.Partitions.AskAsync<T>(Partition(PlacedRole.Shards, shard), question, cancellationToken);

    private PlacedPartition Partition(PlacedRole role, int number) => new(_context.Pipeline.Name, role, number);
}
