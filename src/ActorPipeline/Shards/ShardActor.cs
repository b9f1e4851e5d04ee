using ActorPipeline.Actors;
using ActorPipeline.Batches;
using ActorPipeline.Checkpoints;
using ActorPipeline.Cluster;
using ActorPipeline.Log;
using ActorPipeline.Runtime;
using ActorPipeline.Serving;
using ActorPipeline.Store;
using ActorPipeline.Views;
using ActorPipeline.Windows;

namespace ActorPipeline.Shards;

/// <summary>Owns a shard: recovers it, applies its log, hands rows to the view store, makes checkpoints.</summary>
internal sealed partial class ShardActor : EngineActor
{
    private readonly PipelineContext _context;
    private readonly ShardId _shard;
    private readonly TopicPartition _partition;
    private readonly EventBatch _batch;
    private readonly long _since;
    private ShardRecovery _recovery = null!;
    private ShardLease? _lease;
    private ShardState? _state;
    private RowFlusher? _flusher;
    private ILogReader? _reader;
    private string _phase = "recovering";
    private bool _isReviving;

    /// <summary>Makes the actor of a shard.</summary>
    /// <param name="context">The pipeline's surroundings.</param>
    /// <param name="shard">The shard's number.</param>
    /// <param name="tenure">Its time with the shard.</param>
    public ShardActor(PipelineContext context, int shard, Tenure tenure)
        : base(tenure)
    {
        _context = context;
        _shard = new ShardId(context.Pipeline.Name, shard);
        _partition = new TopicPartition(context.Pipeline.ShardTopic, shard);
        _batch = new EventBatch(context.Pipeline.Views);
        _since = tenure.Begin(context.Time.GetTimestamp());
    }

    private ShardState State => _state!;

    private ShardLease Lease => _lease!;

    private RowFlusher Flusher => _flusher!;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        Show("taking the shard");
        _lease = await ShardLease.AcquireAsync(_context.Store, _shard, _context.Options.Owner, _context.NewBackoff, cancellationToken);
        Show("loading the checkpoint");
        _recovery = new ShardRecovery(_context, _shard);
        (_state, _currentManifest) = await _recovery.RecoverAsync(Lease.Pointer, cancellationToken);
        _lastCheckpoint = Inherited(_currentManifest);
        _flusher = new RowFlusher(_context, State.NextOffset, failure => _ = FailAsync(failure), cancellationToken);
        _writer = new CheckpointWriter(_context.Store, _shard, Lease.Pointer.Epoch);
        await ClearOrphansAsync(cancellationToken);
        _reader = await _context.Log.OpenReaderAsync(_partition, State.NextOffset, cancellationToken);
        Log.Recovered(_context.Logger, _shard, Lease.Pointer.Epoch, State.NextOffset, _keptChunks.Count);
        await BeginReplayAsync(cancellationToken);
        StartCheckpointTimer();
        await Beside(ReadNextAsync);
    }

    /// <inheritdoc/>
    protected override void DeclareHandlers()
    {
        ReceiveAsync<ShardRecordsRead>(read => Noting(() => ApplyAsync(read)), read => read.Reader == _reader);
        ReceiveAsync<AwaitApplied>(wait => Beside(Sender, () => Flusher.WaitDurableAsync(wait.Offset)));
        ReceiveAsync<GetOpenRows>(AnswerOpenRowsAsync);
        ReceiveAsync<CheckpointDue>(_ => Beside(() => _checkpoint is { IsCompleted: false } ? Task.CompletedTask : CheckpointAsync()));
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        base.PostStop();
        _ = _reader?.DisposeAsync().AsTask();
        _ = _flusher?.CloseAsync();
    }

    /// <inheritdoc/>
    // Whoever owns the shard next begins where this owner ends: nothing is applied any more, and what was applied is in the checkpoint.
    protected override Task HandOverAsync() => CheckpointAsync();

    /// <inheritdoc/>
    protected override void NoteFailure(Exception cause)
    {
        Log.Stopped(_context.Logger, _shard, cause.Message);
        _context.Board.NoteFailure(_shard.Shard, cause.Message);
        Show(null);
    }

    private async Task ReadNextAsync()
    {
        var batch = await _reader!.ReadAsync(_context.Options.ShardReadBytes, Stopping);
        await Self.TellAsync(new ShardRecordsRead(_reader, batch), Self, Stopping);
    }

    private async Task ApplyAsync(ShardRecordsRead read)
    {
        for (var i = 0; i < read.Batch.Count && !Tenure.IsLeaving; i++)
        {
            var rows = new List<RowBatch>();
            await ApplyRecordAsync(read.Batch[i], rows);
            Flusher.Enqueue(rows, State.NextOffset);
            await Flusher.WaitBelowAsync(_context.Options.MaxPendingRows);
        }

        _context.Board.ForgetFailure(_shard.Shard);
        LookHowFar();
        if (!Tenure.IsLeaving)
        {
            await Beside(ReadNextAsync);
        }
    }

    private async Task ApplyRecordAsync(LogRecord record, List<RowBatch> rows)
    {
        if (record.Offset != State.NextOffset)
        {
            throw new EventLogException($"{_partition}: expected the record at offset {State.NextOffset}, got {record.Offset}");
        }

        EventBatchCodec.Read(record.Value.Span, _batch);
        var passivated = State.Needs(_batch);
        if (passivated.Count > 0)
        {
            await ReviveAsync(passivated);
        }

        State.Apply(_batch, rows);
        _isReviving = false;
    }

    // Until what was revived has been looked at, no checkpoint may let go of it again.
    private Task ReviveAsync(IReadOnlyList<(ViewState View, Segment Segment)> segments)
    {
        _isReviving = true;
        return _recovery.ReviveAsync(segments, Stopping);
    }

    private async Task AnswerOpenRowsAsync(GetOpenRows question)
    {
        try
        {
            var rows = new List<RowBatch>();
            foreach (var view in State.Views.Where(view => view.View.Name == question.View))
            {
                await ReviveAsync([.. view.Passivated(long.MaxValue).Select(segment => (view, segment))]);
                view.EmitOpen(State.WatermarkMs, rows);
            }

            Sender.Tell(new OpenRows(rows.Count == 0 ? [] : OpenRowSelection.Select(question.ToQuery(_shard.Pipeline, rows[0].View), rows)), Self);
        }
        catch (Exception failure) when (failure is ViewStoreException or ChunkDamagedException)
        {
            // A question that cannot be answered is no reason to start anew.
            Sender.Tell(new Status.Failure(failure), Self);
        }

        _isReviving = false;
    }
}
