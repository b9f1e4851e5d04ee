using ActorPipeline.Batches;
using ActorPipeline.Intake;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Writes one run's batches to the shard log, several at a time, and commits how far all shards have them. Runs on its run's scheduler only.</summary>
/// <remarks>At most <see cref="IntakeOptions.MaxInFlight"/> batches are under way, each with buffers that are used again.</remarks>
internal sealed class BatchSender(
    PipelineContext context, TopicPartition source, IntakeState state, ILogWriter shardLog, SideTopics sideTopics, RunScope scope)
{
    // Kafka forgets a commit that nobody renews, after seven days unless told otherwise; an idle partition must not be read again from its beginning.
    private static readonly TimeSpan RenewAfter = TimeSpan.FromHours(1);

    private const int SmallBuffer = 16 << 10;
    private const int BatchesBetweenTrims = 64;

    private readonly Queue<Sending> _underWay = new();
    private readonly Recycled<ByteWriter[]> _buffers = new(context.Options.Intake.MaxInFlight, SmallBuffer);
    private readonly Signal _progress = new(scope.Ending);
    private int _sent;
    private bool _isCommitting;
    private bool _isBroken;
    private IntakePosition _acknowledged = state.Position;
    private long? _committedAt;

    /// <summary>Below this source offset all is durable in the shard log, and that is committed.</summary>
    public long Committed { get; private set; } = state.Position.NextOffset;

    public int UnderWay => _underWay.Count;

    /// <summary>Ends the run's batch and sends it to every shard, in the order of calls.</summary>
    /// <returns>False when a shard's record may not be durable, or was not sent after an earlier failure: no shard may see a gap.</returns>
    public Task<bool> Send(long watermarkMs, bool isIdle)
    {
        if (_isBroken || scope.Ending.IsCancellationRequested)
        {
            return Task.FromResult(false);
        }

        var buffers = _buffers.Take() ?? [.. Enumerable.Range(0, context.Pipeline.Shards).Select(_ => new ByteWriter())];
        state.EndBatch(watermarkMs, isIdle, buffers);
        if (++_sent % BatchesBetweenTrims == 0)
        {
            state.Trim();
            _buffers.Age();
        }

        var sending = new Sending(state.Position, buffers);
        _underWay.Enqueue(sending);
        return AppendAsync(sending);
    }

    /// <summary>Tells every shard, durably, that a partition that another intake reads, or none, does not count as idle any more.</summary>
    /// <param name="offset">Where its next run begins, so that every shard's log holds all below.</param>
    public async Task WakeAsync(int partition, long offset)
    {
        var marker = new EventBatch(context.Pipeline.Views)
        {
            Partition = partition,
            SourceEpoch = state.SourceEpoch,
            Base = offset,
            Through = offset,
            WatermarkMs = long.MinValue,
        };
        var writer = new ByteWriter();
        EventBatchCodec.Write(marker, writer);
        var record = new NewRecord(writer.Written, context.NowMs);
        var appended = Enumerable.Range(0, context.Pipeline.Shards).Select(shard => shardLog.AppendAsync(shard, new[] { record }, scope.Ending).AsTask());
        foreach (var append in appended.ToList())
        {
            await append;
        }
    }

    /// <summary>Commits how far all shards have the source, where that has changed or stands for long; called now and then while nothing is sent.</summary>
    public void Commit()
    {
        if (!_isCommitting && IsCommitDue)
        {
            _isCommitting = true;
            _ = scope.GuardAsync(CommitAsync);
        }
    }

    public async Task WaitBelowAsync(int batches)
    {
        while (_underWay.Count >= batches)
        {
            await _progress.Next;
        }
    }

    public async Task WaitCommittedAsync(long offset, CancellationToken cancellationToken = default)
    {
        while (Committed < offset)
        {
            await _progress.WaitAsync(cancellationToken);
        }
    }

    private async Task<bool> AppendAsync(Sending sending)
    {
        try
        {
            var appends = new List<Task>(sending.Buffers.Length + 1);
            var now = context.NowMs;
            for (var shard = 0; shard < sending.Buffers.Length; shard++)
            {
                var record = new NewRecord(sending.Buffers[shard].Written, now);
                appends.Add(shardLog.AppendAsync(shard, new[] { record }, scope.Ending).AsTask());
            }

            appends.Add(sideTopics.SendAsync(scope.Ending));
            foreach (var append in appends)
            {
                await append;
            }

            sending.IsDone = true;
            Advance();
            return true;
        }
        catch (Exception failure)
        {
            // Also when the run has ended: a new one sends again what is not committed.
            _isBroken = true;
            scope.Fail(failure);
            return false;
        }
    }

    private void Advance()
    {
        while (_underWay.TryPeek(out var first) && first.IsDone)
        {
            _underWay.Dequeue();
            _acknowledged = first.Through;
            Recycle(first.Buffers);
        }

        _progress.Pulse();
        Commit();
    }

    private void Recycle(ByteWriter[] buffers)
    {
        var used = buffers.Max(buffer => buffer.Length);
        foreach (var buffer in buffers)
        {
            buffer.Clear();
        }

        _buffers.Give(buffers, used, buffers.Max(buffer => buffer.Room));
    }

    // Also once when a run begins: an earlier version may have committed less than this one does.
    private bool IsCommitDue =>
        Committed < _acknowledged.NextOffset || _committedAt is not { } at || context.Time.GetElapsedTime(at) > RenewAfter;

    private async Task CommitAsync()
    {
        while (IsCommitDue)
        {
            var position = _acknowledged;
            var commit = new GroupCommit(position.NextOffset, position.Metadata(state.SourceEpoch, context.ShardLog.Epoch));
            await context.Log.CommitAsync(context.Pipeline.IntakeGroup, source, commit, scope.Ending);
            Committed = position.NextOffset;
            _committedAt = context.Time.GetTimestamp();
            _progress.Pulse();
        }

        _isCommitting = false;
    }

    private sealed record Sending(IntakePosition Through, ByteWriter[] Buffers)
    {
        public bool IsDone { get; set; }
    }
}
