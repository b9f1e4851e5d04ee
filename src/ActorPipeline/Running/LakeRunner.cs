using ActorPipeline.Asking;
using ActorPipeline.EventLake;
using ActorPipeline.Events;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Status;

namespace ActorPipeline.Running;

/// <summary>Reads one source partition, and writes its events into the lake: each once, whatever fails when.</summary>
/// <remarks>Files are written aside, then claimed by moving the partition's pointer, then published. A new run publishes what the last one claimed, and drops
/// what nobody did; an owner that was replaced cannot claim any more.</remarks>
internal sealed class LakeRunner : IPartitionRunner
{
    private readonly PipelineContext _context;
    private readonly IEventLake _lake;
    private readonly TopicPartition _source;
    private readonly LakeOptions _options;
    private readonly IEventDecoder _decoder;
    private readonly DecodedEvent _decoded;
    private readonly EventChecks _checks;
    private readonly LakePlan _plan;
    private RunScope _scope = null!;
    private ShardOwnership _ownership = null!;
    private ILakeDraft _draft = null!;
    private ILogReader _reader = null!;
    private Signal _asked = null!;
    private Signal _progress = null!;
    private long _sourceEpoch;
    private long _next;
    private long _committed;
    private long _wanted;
    private long? _since;
    private bool _isReady;

    public LakeRunner(PipelineContext context, IEventLake lake, int partition)
    {
        _context = context;
        _lake = lake;
        _source = new TopicPartition(context.Source.Name, partition);
        _options = context.Options.Lake;
        _decoder = context.NewDecoder();
        _decoded = new DecodedEvent(context.Pipeline.Source.Fields.Count);
        _checks = new EventChecks(context.Pipeline.Source, new IntakePlan(context.Pipeline));
        _plan = new LakePlan(_options);
    }

    private string Pipeline => _context.Pipeline.Name;

    private TimeSpan Left => _since is { } since ? _options.RollAfter - _context.Time.GetElapsedTime(since) : Timeout.InfiniteTimeSpan;

    // Also when somebody waits for what was read.
    private bool IsDue =>
        _next > _committed && (_plan.IsFull || _draft.IsFull || Left < Waiting.ShortestDelay || (_wanted > _committed && _next >= _wanted));

    public Task<RunResult> RunAsync(CancellationToken abandoned)
    {
        _scope = new RunScope(abandoned);
        return _scope.RunAsync(BeginAsync, TakeInNextAsync, CommitAsync, Report);
    }

    public void HandOver() => _scope.HandOver();

    public async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        if (!_isReady)
        {
            throw new NotReadyException();
        }

        if (question is not AwaitLake wait)
        {
            throw new NotSupportedException($"the lake cannot answer {question}");
        }

        _wanted = Math.Max(_wanted, wait.Offset);
        _asked.Pulse();
        while (_committed < wait.Offset)
        {
            await _progress.WaitAsync(cancellationToken);
        }

        return Done.Instance;
    }

    private async Task BeginAsync()
    {
        (_asked, _progress) = (new Signal(_scope.Ending), new Signal(_scope.Ending));
        _sourceEpoch = await _context.SourceEpochAsync(_scope.Ending);
        var place = LakeCommit.PlaceOf(Pipeline, _source.Partition);
        _ownership = await ShardOwnership.AcquireAsync(_context.Stores.Snapshots, place, _context.Options.Owner, _context.NewBackoff, _scope.Ending);
        var (epoch, last) = (_ownership.Pointer.Epoch, LastCommit());
        if (last is not null)
        {
            await _lake.PublishAsync(Pipeline, last, _scope.Ending);
        }

        await _lake.DropUnclaimedAsync(Pipeline, _source.Partition, epoch, _scope.Ending);
        _next = _committed = await StartAsync(last);
        _draft = _scope.Own(_lake.NewDraft(_context.Pipeline, _source.Partition, epoch));
        _reader = await _context.OpenSourceAsync(_source, _next, _sourceEpoch, _scope);

        _isReady = true;
        RunnerLog.LakeBegun(_context.Logger, _source, epoch, _next);
        Report(null);
    }

    private LakeCommit? LastCommit() => _ownership.Pointer.Current.IsEmpty ? null : LakeCommitText.Read(_ownership.Pointer.Current);

    // A topic that was deleted and created again holds other events.
    private async Task<long> StartAsync(LakeCommit? last)
    {
        var range = await _context.Log.RangeAsync(_source, _scope.Ending);
        if (last is null || last.Span.SourceEpoch < _sourceEpoch)
        {
            // The pointer may have gone with its store: what the lake holds then says where to go on.
            return Math.Max(range.Start, await _lake.ResumeAsync(Pipeline, _source.Partition, _sourceEpoch, _scope.Ending) ?? 0);
        }

        if (last.Span.SourceEpoch > _sourceEpoch)
        {
            throw new EventLogException($"the lake holds events of a later topic {_source.Topic} than this node has found: start the node again");
        }

        return last.Span.To >= range.Start
            ? last.Span.To
            : throw new EventLogException(
                $"{_source} begins at offset {range.Start}, but the lake holds only what is below {last.Span.To}: what is in between is lost to it");
    }

    private async Task TakeInNextAsync()
    {
        try
        {
            var reading = ReadAsync();
            await CommitWhileWaitingAsync(reading);
            TakeIn(await reading);
        }
        catch (OperationCanceledException) when (_scope.IsHandingOver)
        {
            // What was not taken in is left to the next run.
            return;
        }

        if (IsDue)
        {
            await CommitAsync();
        }
    }

    private async Task<LogBatch> ReadAsync() => await _reader.ReadAsync(_options.ReadBytes, _scope.HandingOver);

    private async Task CommitWhileWaitingAsync(Task reading)
    {
        while (!reading.IsCompleted && !_scope.Ending.IsCancellationRequested)
        {
            if (IsDue)
            {
                await CommitAsync();
                continue;
            }

            await Waiting.AnyAsync(Left, _context.Time, reading, _asked.Upcoming);
        }
    }

    private void TakeIn(LogBatch batch)
    {
        foreach (ref readonly var record in batch.Records)
        {
            TakeIn(record);
        }

        _next = Math.Max(_next, batch.Next);
        _since ??= _next > _committed ? _context.Time.GetTimestamp() : null;
        Report(null);
    }

    private void TakeIn(in LogRecord record)
    {
        var bytes = record.Value.Span;
        var error = _checks.Decode(_decoder, bytes, record.TimestampMs, record.Headers, _decoded);
        if (error.IsError || _decoded.IsNothingToCount)
        {
            _plan.NoteRecord();
            return;
        }

        _draft.Add(bytes, _decoded, record.Offset);
        _plan.NoteEvent(_decoded.TimeMs);
    }

    private async Task CommitAsync()
    {
        _scope.Ending.ThrowIfCancellationRequested();
        if (_next == _committed)
        {
            return;
        }

        var span = new LakeSpan(_source.Partition, _sourceEpoch, _committed, _next);
        var files = await _draft.WriteAsync(span, _scope.Ending);
        var commit = new LakeCommit(_lake.Id, span, _ownership.Pointer.Epoch, files);
        if (!await _ownership.TryCommitAsync(LakeCommitText.Write(commit), default, _scope.Ending))
        {
            RunnerLog.LakeFenced(_context.Logger, _source, _ownership.Pointer.Epoch);
            Report($"another node writes {_source} into the lake");
            _scope.Fence();
            return;
        }

        await _lake.PublishAsync(Pipeline, commit, _scope.Ending);
        _plan.Clear();
        (_committed, _since) = (span.To, null);
        _progress.Pulse();
        RunInstruments.Committed(Pipeline, files);
        RunnerLog.LakeCommitted(_context.Logger, _source, span.From, span.To, files.Sum(file => file.Rows), files.Count);
        Report(null);
    }

    private void Report(string? trouble)
    {
        if (_isReady || trouble is not null)
        {
            _context.Board.Show(_source.Partition, new LakeReport(_next, _committed, trouble));
        }
    }
}
