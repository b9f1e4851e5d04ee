using ActorPipeline.Batches;
using ActorPipeline.Checkpoints;
using ActorPipeline.Log;
using ActorPipeline.Runtime;
using ActorPipeline.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Shards;

/// <summary>Owns a shard: recovers it, applies its log, hands rows to the view store, makes checkpoints.</summary>
internal sealed partial class ShardActor : EngineActor
{
    private readonly PipelineContext _context;
    private readonly ShardId _shard;
    private readonly TopicPartition _partition;
    private readonly EventBatch _batch;
    private ShardRecovery _recovery = null!;
    private ShardLease? _lease;
    private ShardState? _state;
    private RowFlusher? _flusher;
    private ILogReader? _reader;
    private string _phase = "recovering";

    /// <summary>Makes the actor of a shard.</summary>
    /// <param name="context">The pipeline's surroundings.</param>
    /// <param name="shard">The shard's number.</param>
    public ShardActor(PipelineContext context, int shard)
    {
        _context = context;
        _shard = new ShardId(context.Pipeline.Name, shard);
        _partition = new TopicPartition(context.Pipeline.ShardTopic, shard);
        _batch = new EventBatch(context.Pipeline.Views);
    }

    private ShardState State => _state!;

    private ShardLease Lease => _lease!;

    private RowFlusher Flusher => _flusher!;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        Show("taking the shard");
        _lease = await ShardLease.AcquireAsync(_context.Store, _shard, _context.Options.NodeId, cancellationToken);
        Show("loading the checkpoint");
        _recovery = new ShardRecovery(_context, _shard);
        (_state, _currentManifest) = await _recovery.RecoverAsync(Lease.Pointer, cancellationToken);
        _lastCheckpoint = Inherited(_currentManifest);
        _flusher = new RowFlusher(_context, State.NextOffset, cancellationToken);
        _writer = new CheckpointWriter(_context.Store, _shard, Lease.Pointer.Epoch);
        await ClearOrphansAsync(cancellationToken);
        _reader = await _context.Log.OpenReaderAsync(_partition, State.NextOffset, cancellationToken);
        Log.Recovered(_context.Logger, _shard, Lease.Pointer.Epoch, State.NextOffset, _keptChunks.Count);
        _phase = "running";
        Show(null);
        StartCheckpointTimer();
        await Beside(ReadNextAsync);
    }

    /// <inheritdoc/>
    protected override void DeclareHandlers()
    {
        ReceiveAsync<ShardRecordsRead>(ApplyAsync, read => read.Reader == _reader);
        ReceiveAsync<AwaitApplied>(wait => Beside(Sender, () => Flusher.WaitDurableAsync(wait.Offset)));
        ReceiveAsync<GetOpenRows>(AnswerOpenRowsAsync);
        ReceiveAsync<CheckpointDue>(_ => Beside(() => _checkpoint is { IsCompleted: false } ? Task.CompletedTask : CheckpointAsync()));
        ReceiveAsync<MakeCheckpoint>(_ => Beside(Sender, CheckpointAsync));
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        base.PostStop();
        _ = _reader?.DisposeAsync().AsTask();
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object? message)
    {
        Log.Stopped(_context.Logger, _shard, reason.Message);
        _phase = "stalled";
        Show(reason.Message);
        base.PreRestart(reason, message);
    }

    private async Task ReadNextAsync()
    {
        await Flusher.WaitBelowAsync(_context.Options.MaxPendingRows);
        var batch = await _reader!.ReadAsync(_context.Options.ShardReadBytes, Stopping);
        await Self.TellAsync(new ShardRecordsRead(_reader, batch), Self, Stopping);
    }

    private async Task ApplyAsync(ShardRecordsRead read)
    {
        var rows = new List<RowBatch>();
        for (var i = 0; i < read.Batch.Count; i++)
        {
            await ApplyRecordAsync(read.Batch[i], rows);
        }

        Flusher.Enqueue(rows, State.NextOffset);
        Show(null);
        await Beside(ReadNextAsync);
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
            await _recovery.ReviveAsync(passivated, Stopping);
        }

        State.Apply(_batch, rows);
    }

    private async Task AnswerOpenRowsAsync(GetOpenRows question)
    {
        var rows = new List<RowBatch>();
        foreach (var view in State.Views.Where(view => view.View.Name == question.Query.View.Name))
        {
            await _recovery.ReviveAsync([.. view.Passivated(long.MaxValue).Select(segment => (view, segment))], Stopping);
            view.EmitOpen(State.WatermarkMs, rows);
        }

        Sender.Tell(rows, Self);
    }
}
