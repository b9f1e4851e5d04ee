using ActorPipeline.Asking;
using ActorPipeline.Batches;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Storage;
using ActorPipeline.Views;
using ActorPipeline.Windows;

namespace ActorPipeline.Running;

/// <summary>Owns a shard: recovers it, applies its log, hands rows to where they are emitted, makes checkpoints.</summary>
internal sealed class ShardRunner : IPartitionRunner
{
    private readonly PipelineContext _context;
    private readonly ShardId _shard;
    private readonly TopicPartition _partition;
    private readonly EventBatch _batch;
    private readonly ShardRecovery _recovery;
    private readonly ShardReporter _reporter;
    private RunScope _scope = null!;
    private ShardState? _state;
    private ShardOwnership _ownership = null!;
    private RowFlusher _flusher = null!;
    private ShardCheckpoints _checkpoints = null!;
    private ILogReader _reader = null!;
    private bool _isReady;
    private int _revivals;

    public ShardRunner(PipelineContext context, int shard, long since)
    {
        _context = context;
        _shard = new ShardId(context.Pipeline.Name, shard);
        _partition = new TopicPartition(context.Pipeline.ShardTopic, shard);
        _batch = new EventBatch(context.Pipeline.Views);
        _recovery = new ShardRecovery(context, _shard);
        _reporter = new ShardReporter(context, _shard, since);
    }

    private ShardState State => _state!;

    public async Task<RunResult> RunAsync(CancellationToken abandoned)
    {
        var scope = _scope = new RunScope(abandoned);
        try
        {
            return await scope.RunAsync(async () =>
            {
                await BeginAsync();
                scope.Start(_flusher.RunAsync);
                scope.Start(CheckpointPeriodicallyAsync);
                scope.Start(_checkpoints.ClearOrphansAsync);
                while (!scope.IsHandingOver)
                {
                    await ApplyNextAsync();
                }

                // The next owner begins where this one ends: nothing more is applied, and what was applied is in the checkpoint.
                await CheckpointAsync();
            });
        }
        catch (Exception failure) when (!abandoned.IsCancellationRequested)
        {
            _reporter.Fail(failure.Message);
            throw;
        }
    }

    public void HandOver() => _scope.HandOver();

    public async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        if (!_isReady)
        {
            throw new NotReadyException();
        }

        switch (question)
        {
            case AwaitApplied wait:
                await _flusher.WaitDurableAsync(wait.Offset, cancellationToken);
                return Done.Instance;
            case GetEntity entity:
                return await FindEntityAsync(entity);
            case GetOpenRows open:
                return await OpenRowsAsync(open);
            default:
                throw new NotSupportedException($"a shard cannot answer {question}");
        }
    }

    private async Task BeginAsync()
    {
        _reporter.Report("taking the shard");
        _ownership = await ShardOwnership.AcquireAsync(_context.Store, _shard, _context.Options.Owner, _context.NewBackoff, _scope.Ending);
        _reporter.Owns(_ownership);
        _reporter.Report("loading the checkpoint");
        var recovered = await _recovery.RecoverAsync(_ownership.Pointer, _scope.Ending);
        _state = recovered.State;
        _flusher = new RowFlusher(_context, State.NextOffset, _scope);
        _checkpoints = new ShardCheckpoints(_context, _shard, recovered, _ownership, _flusher, _scope);
        _reader = _scope.Own(await _context.Log.OpenReaderAsync(_partition, State.NextOffset, _scope.Ending));
        RunnerLog.Recovered(_context.Logger, _shard, _ownership.Pointer.Epoch, State.NextOffset, _checkpoints.KeptChunks);
        _reporter.BeginReplay(State, _flusher, _checkpoints, (await _context.Log.RangeAsync(_partition, _scope.Ending)).End);
        _isReady = true;
    }

    private async Task ApplyNextAsync()
    {
        if (await ReadAsync() is not { } read)
        {
            return;
        }

        for (var i = 0; i < read.Count && !_scope.IsHandingOver; i++)
        {
            var rows = new List<RowBatch>();
            await ApplyAsync(read[i], rows);
            _flusher.Enqueue(rows, State.NextOffset);
            await _flusher.WaitBelowAsync(_context.Options.MaxPendingRows);
        }

        _reporter.Advanced();
    }

    private async Task<LogBatch?> ReadAsync()
    {
        try
        {
            return await _reader.ReadAsync(_context.Options.ShardReadBytes, _scope.HandingOver);
        }
        catch (OperationCanceledException) when (_scope.IsHandingOver)
        {
            return null;
        }
    }

    private async Task ApplyAsync(LogRecord record, List<RowBatch> rows)
    {
        if (record.Offset != State.NextOffset)
        {
            throw new EventLogException($"{_partition}: expected the record at offset {State.NextOffset}, got {record.Offset}");
        }

        EventBatchCodec.Read(record.Value.Span, _batch);
        var passivated = State.Needs(_batch);
        if (passivated.Count == 0)
        {
            State.Apply(_batch, rows);
            return;
        }

        await WithRevivedAsync(passivated, () => State.Apply(_batch, rows));
    }

    // Until what was revived has been looked at, no checkpoint may let go of it again.
    private async Task WithRevivedAsync(IReadOnlyList<(ViewState View, Segment Segment)> segments, Action look)
    {
        _revivals++;
        try
        {
            await _recovery.ReviveAsync(segments, _scope.Ending);
            look();
        }
        finally
        {
            _revivals--;
        }
    }

    // A question that cannot be answered is no reason to start again: its failure is the asker's.
    private async Task<Answer> OpenRowsAsync(GetOpenRows question)
    {
        var rows = new List<RowBatch>();
        foreach (var view in State.Views.Where(view => view.View.Name == question.View))
        {
            var passivated = view.Passivated(long.MaxValue).Select(segment => (view, segment)).ToList();
            await WithRevivedAsync(passivated, () => view.EmitOpen(State.WatermarkMs, rows));
        }

        return new OpenRows(rows.Count == 0 ? [] : OpenRowSelection.Select(question.ToQuery(_shard.Pipeline, rows[0].View), rows));
    }

    private async Task<Answer> FindEntityAsync(GetEntity question)
    {
        var (open, closed) = (new List<RowBatch>(), new List<RowBatch>());
        (long FirstMs, long LastMs)? times = null;
        foreach (var view in State.Views.Where(view => view.View.Name == question.View))
        {
            var passivated = view.Passivated(long.MaxValue).Select(segment => (view, segment)).ToList();
            await WithRevivedAsync(passivated, () => times = view.EmitKey(TupleCodec.Encode(question.Key), State.WatermarkMs, open, closed));
        }

        // The revision of the last row that was emitted: the next one would be one higher.
        var rows = closed.SelectMany(batch => RowsOf(batch, "speed").Select(row => row with { Revision = Math.Max(0, row.Revision - 1) })).Concat(open.SelectMany(batch => RowsOf(batch, "open")));
        return new EntityFound(_context.Options.NodeId, _shard.Shard, _ownership.Pointer.Epoch, State.NextOffset, times?.FirstMs, times?.LastMs, [.. rows]);
    }

    private static IEnumerable<Row> RowsOf(RowBatch batch, string layer) => Enumerable.Range(0, batch.Count).Select(row => batch.RowAt(row, layer));

    // Shards are staggered, so that they do not all write at once.
    private async Task CheckpointPeriodicallyAsync()
    {
        var pause = _context.Options.CheckpointInterval * (1 + _shard.Shard) / _context.Pipeline.Shards;
        while (true)
        {
            await Task.Delay(pause, _context.Time, _scope.Ending);
            await CheckpointAsync();
            pause = _context.Options.CheckpointInterval;
        }
    }

    private async Task CheckpointAsync()
    {
        _scope.Ending.ThrowIfCancellationRequested();
        Passivate();
        if (!await _checkpoints.MakeAsync())
        {
            await EndFencedAsync();
        }
    }

    private void Passivate()
    {
        if (_revivals == 0)
        {
            var before = _context.NowMs - (long)_context.Options.PassivateAfter.TotalMilliseconds;
            foreach (var view in State.Views)
            {
                view.Passivate(before, State.WatermarkMs);
            }

            _reporter.Report();
        }
    }

    private async Task EndFencedAsync()
    {
        var found = await _context.Store.ReadPointerAsync(_shard, _scope.Ending);
        RunnerLog.Fenced(_context.Logger, _shard, found.Epoch);
        _reporter.Fenced(found);
        _scope.Fence();
    }
}
