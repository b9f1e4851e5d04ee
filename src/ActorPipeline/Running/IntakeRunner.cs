using ActorPipeline.Asking;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Status;

namespace ActorPipeline.Running;

/// <summary>Reads one source partition, and writes what its events mean into the shard log.</summary>
/// <remarks>A new run begins at what was committed; whatever an earlier one still writes then, the shards recognise.</remarks>
internal sealed class IntakeRunner(PipelineContext context, int partition) : IPartitionRunner
{
    private readonly TopicPartition _source = new(context.Source.Name, partition);
    private readonly IntakeOptions _options = context.Options.Intake;
    private RunScope _scope = null!;
    private IntakeState? _state;
    private SideTopics _sideTopics = null!;
    private BatchSender _sender = null!;
    private IntakeIdleness _idleness = null!;
    private TimelinessWatch _timeliness = null!;
    private ILogReader _reader = null!;
    private long? _lingerSince;
    private bool _isReady;

    private IntakeState State => _state!;

    public Task<RunResult> RunAsync(CancellationToken abandoned)
    {
        _scope = new RunScope(abandoned);
        return _scope.RunAsync(BeginAsync, TakeInNextAsync, FinishAsync, Report);
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
            case AwaitCommitted wait:
                await _sender.WaitCommittedAsync(wait.Offset, cancellationToken);
                return new LastWindowEnd(State.LastWindowEndMs);
            case Flush flush:
                var range = await context.Log.RangeAsync(_source, cancellationToken);
                await _sender.WaitCommittedAsync(Math.Max(flush.Offset, range.End), cancellationToken);
                await MoveWatermarkAsync(flush.WatermarkMs);
                break;
            case WakeUp:
                await WakeUpAsync();
                break;
            default:
                throw new NotSupportedException($"an intake cannot answer {question}");
        }

        return Done.Instance;
    }

    private async Task BeginAsync()
    {
        // Read again at every start: the topic may have been deleted and created since the last one. A deleted one is not created here: its owner will.
        var epoch = await context.SourceEpochAsync(_scope.Ending);
        var commits = new IntakeCommits(context, epoch);
        var start = await commits.StartAsync(_source, _scope.Ending);
        _state = new IntakeState(context.Pipeline, context.NewDecoder(), _source.Partition, epoch, start, _options, context.Host.Tables);
        var (dead, late) = (await OpenSideAsync(context.Pipeline.DeadLetterTopic), await OpenSideAsync(context.Pipeline.LateTopic));
        _sideTopics = new SideTopics(context, _source, dead, late);
        var shards = _scope.Own(await context.Log.OpenWriterAsync(context.Pipeline.ShardTopic, _scope.Ending));
        _sender = new BatchSender(context, _source, State, shards, _sideTopics, _scope);
        _reader = await context.OpenSourceAsync(_source, start.NextOffset, epoch, _scope);

        _idleness = new IntakeIdleness(context, commits, State, _sender, _scope);
        _timeliness = new TimelinessWatch(context, _source);

        // An earlier run may have told the shards that the partition is idle.
        if (!await TryMoveWatermarkAsync(State.CertainWatermarkMs, isIdle: false))
        {
            throw new EventLogException($"{context.Pipeline.ShardTopic}: the first record of a new run over {_source} was not taken");
        }

        _scope.Start(WatchIdlenessAsync);
        _isReady = true;
        RunnerLog.IntakeBegun(context.Logger, _source, start.NextOffset);
        Report(null);
    }

    private async Task<ILogWriter> OpenSideAsync(string topic) => _scope.Own(await context.Log.OpenCurrentWriterAsync(topic, 1, _scope.Ending));

    private async Task TakeInNextAsync()
    {
        await _sender.WaitBelowAsync(_options.MaxInFlight);
        try
        {
            var batch = await ReadAsync();
            if (batch.Count > 0)
            {
                await _idleness.WakeOthersUnlessBusyAsync();
            }

            if (!_scope.IsHandingOver)
            {
                TakeIn(batch);
            }
        }
        catch (OperationCanceledException) when (_scope.IsHandingOver)
        {
            // What was not taken in is left to the next run.
        }
    }

    private async Task<LogBatch> ReadAsync()
    {
        _idleness.IsReading = true;
        var reading = ReadFromLogAsync();
        await LingerAsync(reading);
        var batch = await reading;
        _idleness.IsReading = false;
        return batch;
    }

    private async Task<LogBatch> ReadFromLogAsync() => await _reader.ReadAsync(_options.ReadBytes, _scope.HandingOver);

    // A batch that is not full waits for more, but not for long.
    private async Task LingerAsync(Task reading)
    {
        while (_lingerSince is { } since)
        {
            var left = _options.LingerOrDefault - context.Time.GetElapsedTime(since);
            if (left < Waiting.ShortestDelay)
            {
                EndBatch();
            }
            else if (reading.IsCompleted)
            {
                return;
            }
            else
            {
                await Waiting.AnyAsync(left, context.Time, reading);
            }
        }
    }

    private void TakeIn(LogBatch batch)
    {
        foreach (ref readonly var record in batch.Records)
        {
            var verdict = State.Add(record);
            _timeliness.Note(verdict);
            _sideTopics.Keep(record, verdict);
            if (State.BatchRecords >= _options.BatchEvents || State.BatchBytes >= _options.BatchBytes)
            {
                EndBatch();
            }
        }

        State.PassTo(batch.Next);
        if (batch.Count > 0)
        {
            _idleness.NoteRecord();
        }

        if (State.BatchRecords > 0)
        {
            _lingerSince ??= context.Time.GetTimestamp();
        }

        Report(null);
    }

    private void EndBatch()
    {
        _lingerSince = null;
        if (State.BatchRecords > 0)
        {
            _idleness.NoteBatch(_sender.Send(State.CertainWatermarkMs, isIdle: false));
        }
    }

    // Whoever reads the partition next begins where this run ends: all that it has taken in is durable in the shard log and committed.
    private async Task FinishAsync()
    {
        _scope.Ending.ThrowIfCancellationRequested();
        EndBatch();
        await _sender.WaitCommittedAsync(State.Position.NextOffset);
        await _sender.WaitBelowAsync(1);
    }

    private async Task WatchIdlenessAsync()
    {
        while (true)
        {
            await Task.Delay(_options.IdleTickOrDefault, context.Time, _scope.Ending);
            _sender.Commit();
            _timeliness.Show();
            if (await _idleness.FindAsync() is { } watermark)
            {
                await TryMoveWatermarkAsync(watermark, isIdle: true);
            }
        }
    }

    private async Task WakeUpAsync()
    {
        _idleness.NoteRecord();
        if (_idleness.IsIdle)
        {
            await MoveWatermarkAsync(_idleness.ToldWatermarkMs, isIdle: false);
        }
        else if (!await _idleness.LastSent)
        {
            // What says that it is not idle is not durable, and now never may be.
            throw new NotReadyException();
        }
    }

    private async Task MoveWatermarkAsync(long watermarkMs, bool isIdle = true)
    {
        if (!await TryMoveWatermarkAsync(watermarkMs, isIdle))
        {
            throw new NotReadyException();
        }
    }

    // False when the marker may not be durable: the sender has ended the run then.
    private async Task<bool> TryMoveWatermarkAsync(long watermarkMs, bool isIdle)
    {
        EndBatch();
        var isTold = await _idleness.NoteMarker(watermarkMs, isIdle);
        Report(null);
        return isTold;
    }

    private void Report(string? trouble)
    {
        if (_isReady || trouble is not null)
        {
            var watermark = Math.Max(_idleness?.ToldWatermarkMs ?? long.MinValue, _state?.CertainWatermarkMs ?? long.MinValue);
            var (read, committed) = (_state?.Position.NextOffset ?? 0, _sender?.Committed ?? 0);
            context.Board.Show(_source.Partition, new IntakeReport(read, committed, watermark, _idleness?.IsIdle ?? false, trouble));
        }
    }
}
