using ActorPipeline.Cluster;
using ActorPipeline.Log;
using ActorPipeline.Runtime;

namespace ActorPipeline.Intake;

/// <summary>Reads one source partition, and writes what its events mean into the shard log.</summary>
/// <remarks>A failure restarts it: a new run then begins at what was committed, and whatever the old one still writes is recognised by the shards.</remarks>
internal sealed partial class IntakeActor : EngineActor
{
    private readonly PipelineContext _context;
    private readonly TopicPartition _source;
    private readonly IntakeOptions _options;
    private readonly List<IAsyncDisposable> _owned = [];
    private Router _router = null!;
    private long _sourceEpoch;
    private PartitionIntake _run = null!;
    private BatchSender _sender = null!;
    private SideTopics _sideTopics = null!;
    private ILogReader? _reader;
    private bool _isReading;
    private bool _isDraining;

    /// <summary>Makes the actor of a source partition.</summary>
    /// <param name="context">The pipeline's surroundings.</param>
    /// <param name="partition">The partition's number.</param>
    /// <param name="tenure">Its time with the partition.</param>
    public IntakeActor(PipelineContext context, int partition, Tenure tenure)
        : base(tenure)
    {
        tenure.Begin(context.Time.GetTimestamp());
        _context = context;
        _source = new TopicPartition(context.Source.Name, partition);
        _options = context.Options.Intake;
    }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        // Read anew at every start: the topic may have been deleted and created again since the last one. A deleted one is not created here: its owner will.
        var source = await _context.Log.FindTopicAsync(_source.Topic, _context.Source.Partitions, cancellationToken);
        _sourceEpoch = source.Epoch;
        var start = await StartAsync(cancellationToken);
        _run = new PartitionIntake(_context.Pipeline, _context.NewDecoder(), _source.Partition, _sourceEpoch, start, _options);
        var deadLetters = Own(await _context.Log.OpenWriterAsync(_context.Pipeline.DeadLetterTopic, cancellationToken));
        var late = Own(await _context.Log.OpenWriterAsync(_context.Pipeline.LateTopic, cancellationToken));
        _sideTopics = new SideTopics(_context, _source, deadLetters, late);
        var shardLog = Own(await _context.Log.OpenWriterAsync(_context.Pipeline.ShardTopic, cancellationToken));
        _sender = new BatchSender(_context, _source, _sourceEpoch, start, shardLog, _sideTopics, failure => _ = FailAsync(failure), cancellationToken);
        _reader = Own(await _context.Log.OpenReaderAsync(_source, start.NextOffset, cancellationToken));
        _router = new Router(_context, Context.Parent);
        _lastRecordAt = _context.Time.GetTimestamp();

        // An earlier run may have told the shards that the partition is idle.
        if (!await TryMoveWatermarkAsync(_run.WatermarkMs, isIdle: false))
        {
            throw new EventLogException($"{_context.Pipeline.ShardTopic}: the first record of a new run over {_source} was not taken");
        }

        Timers.StartPeriodicTimer(nameof(IdleTick), IdleTick.Instance, _options.IdleTickOrDefault);
        Show(null);
        await Beside(ReadNextAsync);
    }

    /// <inheritdoc/>
    protected override void DeclareHandlers()
    {
        ReceiveAsync<SourceRecordsRead>(read => Noting(() => TakeInAsync(read)), read => read.Reader == _reader);
        ReceiveAsync<LingerElapsed>(_ => Beside(EndBatchAsync));
        ReceiveAsync<IdleTick>(_ => Beside(LookForIdlenessAsync));
        ReceiveAsync<AwaitCommitted>(wait => Beside(Sender, () => _sender.WaitCommittedAsync(wait.Offset)));
        Receive<GetLastWindowEnd>(_ => Sender.Tell(new LastWindowEnd(_run.LastWindowEndMs), Self));
        ReceiveAsync<Flush>(flush => Beside(Sender, () => MoveWatermarkAsync(flush.WatermarkMs, isIdle: true)));
        ReceiveAsync<WakeUp>(_ => Beside(Sender, WakeUpAsync));
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        base.PostStop();
        foreach (var owned in _owned)
        {
            _ = owned.DisposeAsync().AsTask();
        }
    }

    /// <inheritdoc/>
    // Whoever reads the partition next begins where this run ends: all that it has read is durable in the shard log and committed.
    protected override async Task HandOverAsync()
    {
        _isDraining = true;
        EndBatch();
        await _sender.WaitCommittedAsync(_run.Position.NextOffset);
        await _sender.WaitBelowAsync(1);
    }

    /// <inheritdoc/>
    protected override void NoteFailure(Exception cause)
    {
        Log.Stopped(_context.Logger, _source, cause.Message);
        Show(cause.Message);
    }

    private async Task<IntakePosition> StartAsync(CancellationToken cancellation)
    {
        var range = await _context.Log.RangeAsync(_source, cancellation);
        var position = await CommittedAsync(_source, cancellation) ?? new IntakePosition(range.Start, long.MinValue);
        return position.NextOffset >= range.Start
            ? position
            : throw new EventLogException($"{_source} begins at offset {range.Start}, but only what is below {position.NextOffset} has been taken in: what is in between is lost");
    }

    // Null when nothing was taken in yet of this topic, which may bear the name of one that was deleted.
    private async Task<IntakePosition?> CommittedAsync(TopicPartition source, CancellationToken cancellation)
    {
        var committed = await _context.Log.CommittedAsync(_context.Pipeline.IntakeGroup, source, cancellation);
        return committed is not null && IntakePosition.EpochOf(committed.Metadata) == _sourceEpoch ? IntakePosition.Of(committed.Offset, committed.Metadata) : null;
    }

    private T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private async Task ReadNextAsync()
    {
        await _sender.WaitBelowAsync(_options.MaxInFlight);
        _isReading = true;
        var batch = await _reader!.ReadAsync(_options.ReadBytes, Stopping);
        _isReading = false;
        if (batch.Count > 0)
        {
            await WakeOthersUnlessBusyAsync();
        }

        await Self.TellAsync(new SourceRecordsRead(_reader, batch), Self, Stopping);
    }

    private async Task TakeInAsync(SourceRecordsRead read)
    {
        if (_isDraining)
        {
            return;
        }

        for (var i = 0; i < read.Batch.Count; i++)
        {
            ref readonly var record = ref read.Batch[i];
            _sideTopics.Keep(record, _run.Add(record));
            if (_run.BatchRecords >= _options.BatchEvents || _run.BatchBytes >= _options.BatchBytes)
            {
                Send();
            }
        }

        _run.PassTo(read.Batch.Next);
        if (read.Batch.Count > 0)
        {
            _lastRecordAt = _context.Time.GetTimestamp();
        }

        if (_run.BatchRecords > 0 && !Timers.IsTimerActive(nameof(LingerElapsed)))
        {
            Timers.StartSingleTimer(nameof(LingerElapsed), LingerElapsed.Instance, _options.LingerOrDefault);
        }

        Show(null);
        await Beside(ReadNextAsync);
    }

    private Task EndBatchAsync()
    {
        EndBatch();
        return Task.CompletedTask;
    }

    private void EndBatch()
    {
        if (_run.BatchRecords > 0)
        {
            Send();
        }
    }

    private void Send()
    {
        Timers.Cancel(nameof(LingerElapsed));
        _isIdle = false;
        _toldWatermarkMs = Math.Max(_toldWatermarkMs, _run.WatermarkMs);
        _lastSent = _sender.Send(_run, _run.WatermarkMs, isIdle: false);
    }

    private void Show(string? trouble)
    {
        if (!Stopping.IsCancellationRequested)
        {
            var watermark = Math.Max(_toldWatermarkMs, _run?.WatermarkMs ?? long.MinValue);
            _context.Board.Show(_source.Partition, new IntakeReport(_run?.Position.NextOffset ?? 0, _sender?.Committed ?? 0, watermark, _isIdle, trouble));
        }
    }
}
