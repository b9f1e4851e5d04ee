using ActorPipeline.Emission;
using ActorPipeline.Log;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Running;

/// <summary>Hands a shard's rows to every sink, one write at a time, gathering what comes meanwhile; tries again until all have taken them.</summary>
/// <remarks>Used on its run's scheduler only. Rows waiting are bounded by <see cref="EngineOptions.MaxPendingRows"/> plus what one record
/// of the log can close, since the shard stops reading above it.</remarks>
internal sealed class RowFlusher(PipelineContext context, long durableThrough, RunScope scope)
{
    private readonly SinkState[] _sinks = [.. SinksOf(context).Select(sink => new SinkState(scope.Own(sink)))];
    private readonly Signal _arrived = new(scope.Ending);
    private readonly Signal _progress = new(scope.Ending);
    private List<RowBatch> _waiting = [];
    private long _waitingThrough = durableThrough;

    public long Pending { get; private set; }
    public long DurableThrough { get; private set; } = durableThrough;
    public Action? TroubleChanged { get; set; }

    public string? Trouble => Array.Find(_sinks, state => state.Trouble is not null)?.Trouble;

    public void Enqueue(IReadOnlyList<RowBatch> rows, long through)
    {
        _waiting.AddRange(rows);
        _waitingThrough = through;
        Pending += CountRows(rows);
        _arrived.Pulse();
    }

    public async Task RunAsync()
    {
        while (true)
        {
            while (DurableThrough == _waitingThrough)
            {
                await _arrived.Next;
            }

            await WriteWaitingAsync();
        }
    }

    /// <summary>Waits until every row of the log below an offset is durable.</summary>
    /// <exception cref="OperationCanceledException">The run has ended.</exception>
    public async Task WaitDurableAsync(long through, CancellationToken cancellationToken = default)
    {
        while (DurableThrough < through)
        {
            await _progress.WaitAsync(cancellationToken);
        }
    }

    public async Task WaitBelowAsync(long rows)
    {
        while (Pending >= rows)
        {
            await _progress.Next;
        }
    }

    private static long CountRows(IReadOnlyList<RowBatch> rows) => rows.Sum(batch => (long)batch.Count);

    private async Task WriteWaitingAsync()
    {
        var (rows, through) = (_waiting, _waitingThrough);
        _waiting = [];
        if (rows.Count > 0)
        {
            await WriteAsync(rows);
        }

        Pending -= CountRows(rows);
        DurableThrough = through;
        _progress.Pulse();
        if (!context.Feed.Publish(rows))
        {
            rows.ForEach(batch => batch.Pool?.Return(batch));
        }
    }

    // Each sink tries on its own: what one has taken is not written to it again because another refuses.
    private async Task WriteAsync(List<RowBatch> rows)
    {
        foreach (var write in _sinks.Select(state => WriteAsync(state, rows)).ToList())
        {
            await write;
        }
    }

    private async Task WriteAsync(SinkState state, List<RowBatch> rows)
    {
        var backoff = context.NewBackoff();
        while (true)
        {
            try
            {
                scope.Ending.ThrowIfCancellationRequested();
                await state.Sink.WriteAsync(rows, scope.Ending);
                SetTrouble(state, null);
                return;
            }
            catch (Exception failure) when (failure is ViewStoreException or EventLogException)
            {
                SetTrouble(state, failure.Message);
                RunnerLog.RowsRefused(context.Logger, context.Pipeline.Name, state.Sink.Name, failure.Message);
                await backoff.WaitAsync(scope.Ending);
            }
        }
    }

    private void SetTrouble(SinkState state, string? trouble)
    {
        if (state.Trouble != trouble)
        {
            state.Trouble = trouble;
            TroubleChanged?.Invoke();
        }
    }

    private static IEnumerable<IRowSink> SinksOf(PipelineContext context)
    {
        var emit = context.Pipeline.Emit;
        if (emit.ToStore)
        {
            yield return new StoreSink(context.Stores.Rows);
        }

        if (emit.Topics is { } topics)
        {
            yield return new TopicSink(context.Pipeline, topics, context.Log, context.Time);
        }
    }

    private sealed record SinkState(IRowSink Sink)
    {
        public string? Trouble { get; set; }
    }
}
