using ActorPipeline.Asking;
using ActorPipeline.Batches;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Storage;
using ActorPipeline.Views;
using ActorPipeline.Windows;

namespace ActorPipeline.Running;

/// <summary>Owns a shard: recovers it, applies its log, hands rows to where they are emitted, makes checkpoints.</summary>
/// <param name="since">Since when the shard waits to be served, as a timestamp of the clock.</param>
internal sealed class ShardRunner(PipelineContext context, ShardId shard, long since) : IPartitionRunner
{
    private readonly TopicPartition _partition = new(context.Pipeline.ShardTopic, shard.Shard);
    private readonly EventBatch _batch = new(context.Pipeline.Views);
    private readonly ShardRecovery _recovery = new(context, shard);
    private readonly ShardReporter _reporter = new(context, shard, since);
    private RunScope _scope = null!;
    private ShardOwnership _ownership = null!;
    private RowFlusher _flusher = null!;
    private ShardCheckpoints _checkpoints = null!;
    private ILogReader _reader = null!;
    private bool _isReady;
    private int _revivals;

    private ShardState State { get; set; } = null!;

    public Task<RunResult> RunAsync(CancellationToken abandoned)
    {
        _scope = new RunScope(abandoned);
        return _scope.RunAsync(BeginAsync, ApplyNextAsync, FinishAsync, _reporter.Fail);
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
        _ownership = await ShardOwnership.AcquireAsync(context.Stores.Snapshots, shard, context.Options.Owner, context.NewBackoff, _scope.Ending);
        _reporter.Owns(_ownership);
        _reporter.Report("loading the checkpoint");
        (State, var manifest) = await _recovery.RecoverAsync(_ownership.Pointer, _scope.Ending);
        _flusher = new RowFlusher(context, State.NextOffset, _scope);
        _checkpoints = new ShardCheckpoints(context, shard, State, manifest, _ownership, _flusher, _scope);
        _reader = _scope.Own(await context.Log.OpenReaderAsync(_partition, State.NextOffset, _scope.Ending));
        RunnerLog.Recovered(context.Logger, shard, _ownership.Pointer.Epoch, State.NextOffset, _checkpoints.KeptChunks);
        _reporter.BeginReplay(State, _flusher, _checkpoints, (await context.Log.RangeAsync(_partition, _scope.Ending)).End);
        _isReady = true;
        _scope.Start(_flusher.RunAsync);
        _scope.Start(CheckpointPeriodicallyAsync);
        _scope.Start(_checkpoints.ClearOrphansAsync);
    }

    // The next owner begins where this one ends: nothing more is applied, and what was applied is in the checkpoint.
    private async Task FinishAsync()
    {
        await CheckpointAsync();
        if (!_scope.Ending.IsCancellationRequested)
        {
            RunnerLog.GivenUp(context.Logger, shard, State.NextOffset);
        }
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
            await _flusher.WaitBelowAsync(context.Options.MaxPendingRows);
        }

        _reporter.Advanced();
    }

    private async Task<LogBatch?> ReadAsync()
    {
        try
        {
            return await _reader.ReadAsync(context.Options.ShardReadBytes, _scope.HandingOver);
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
        if (State.Needs(_batch) is { Count: > 0 } passivated)
        {
            await WithRevivedAsync(passivated, () => State.Apply(_batch, rows));
        }
        else
        {
            State.Apply(_batch, rows);
        }

        ReportDisputes();
    }

    // The log decides, so that rows and replay agree; that nodes wrote different things into it is for somebody to put right.
    private void ReportDisputes()
    {
        foreach (var view in State.Views)
        {
            if (view.Dispute is { } dispute)
            {
                var (start, end, other) = (At(dispute.StartMs), At(dispute.EndMs), At(dispute.OtherEndMs));
                RunnerLog.WindowDisputed(context.Logger, shard, view.View.Name, start, end, other);
                view.Dispute = null;
            }
        }

        static DateTimeOffset At(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
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

        return new OpenRows(rows.Count == 0 ? [] : OpenRowSelection.Select(question.ToQuery(shard.Pipeline, rows[0].View), rows));
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
        var corrected = closed.SelectMany(batch => batch.AsRows()).Select(row => row with { Revision = Math.Max(0, row.Revision - 1) });
        Row[] rows = [.. corrected, .. open.SelectMany(batch => batch.AsRows())];
        return new EntityFound(context.Options.NodeId, shard.Shard, _ownership.Pointer.Epoch, State.NextOffset, times?.FirstMs, times?.LastMs, rows);
    }

    // Shards are staggered, so that they do not all write at once.
    private async Task CheckpointPeriodicallyAsync()
    {
        var pause = context.Options.CheckpointInterval * (1 + shard.Shard) / context.Pipeline.Shards;
        while (true)
        {
            await Task.Delay(pause, context.Time, _scope.Ending);
            await CheckpointAsync();
            pause = context.Options.CheckpointInterval;
        }
    }

    private async Task CheckpointAsync()
    {
        _scope.Ending.ThrowIfCancellationRequested();
        Passivate();
        foreach (var view in State.Views)
        {
            view.Trim();
        }

        if (!await _checkpoints.MakeAsync())
        {
            await EndFencedAsync();
        }
    }

    private void Passivate()
    {
        if (_revivals == 0)
        {
            var before = context.NowMs - (long)context.Options.PassivateAfter.TotalMilliseconds;
            foreach (var view in State.Views)
            {
                view.Passivate(before, State.WatermarkMs);
            }

            _reporter.Passivated();
        }
    }

    private async Task EndFencedAsync()
    {
        var found = await context.Stores.Snapshots.ReadPointerAsync(shard, _scope.Ending);

        // A run that has failed meanwhile ends with its failure.
        _scope.Ending.ThrowIfCancellationRequested();
        RunnerLog.Fenced(context.Logger, shard, found.Epoch);
        _reporter.Fenced(found);
        _scope.Fence();
    }
}
