using ActorPipeline.Runtime;
using ActorPipeline.Views;

namespace ActorPipeline.Shards;

/// <summary>Hands a shard's rows to the view store, one write at a time, gathering what comes meanwhile; tries again until the store takes them.</summary>
/// <remarks>Called on the shard's turns only; its own work runs between them on the same scheduler. Rows waiting are bounded by
/// <see cref="EngineOptions.MaxPendingRows"/> plus what one record of the log can close, since the shard stops reading above it.</remarks>
/// <param name="context">The pipeline's surroundings.</param>
/// <param name="stopping">Ends the tries.</param>
internal sealed class RowFlusher(PipelineContext context, CancellationToken stopping)
{
    private readonly Lock _lock = new();
    private List<RowBatch> _waiting = [];
    private long _waitingThrough;
    private bool _isWriting;
    private TaskCompletionSource _progress = NewProgress();

    /// <summary>Rows that the store has not taken yet.</summary>
    public long Pending { get; private set; }

    /// <summary>Every row of the shard log below this offset is durable.</summary>
    public long DurableThrough { get; private set; }

    /// <summary>Why the store does not take rows, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Completes at the next change of <see cref="DurableThrough"/> or <see cref="Pending"/>.</summary>
    public Task Progress
    {
        get
        {
            lock (_lock)
            {
                return _progress.Task;
            }
        }
    }

    /// <summary>Takes rows.</summary>
    /// <param name="rows">The rows; may be empty.</param>
    /// <param name="through">Every row of the log below this offset is in this or an earlier call.</param>
    public void Enqueue(IReadOnlyList<RowBatch> rows, long through)
    {
        lock (_lock)
        {
            _waiting.AddRange(rows);
            _waitingThrough = through;
            Pending += rows.Sum(batch => (long)batch.Count);
            if (_isWriting)
            {
                return;
            }

            _isWriting = true;
        }

        _ = WriteAllAsync();
    }

    /// <summary>Waits until every row of the log below an offset is durable.</summary>
    public async Task WaitDurableAsync(long through)
    {
        while (DurableThrough < through)
        {
            await Progress.WaitAsync(stopping);
        }
    }

    private static TaskCompletionSource NewProgress() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WriteAllAsync()
    {
        while (TryTake(out var rows, out var through))
        {
            if (rows.Count > 0 && !await TryWriteAsync(rows))
            {
                return;
            }

            Note(rows, through);
            context.Feed.Publish(rows);
        }
    }

    private bool TryTake(out List<RowBatch> rows, out long through)
    {
        lock (_lock)
        {
            (rows, through) = (_waiting, _waitingThrough);
            _waiting = [];
            _isWriting = rows.Count > 0 || through > DurableThrough;
            return _isWriting;
        }
    }

    private void Note(List<RowBatch> rows, long through)
    {
        lock (_lock)
        {
            Pending -= rows.Sum(batch => (long)batch.Count);
            DurableThrough = through;
            _progress.SetResult();
            _progress = NewProgress();
        }
    }

    private async Task<bool> TryWriteAsync(List<RowBatch> rows)
    {
        var backoff = new Backoff(context.Options.Backoff, context.Time);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await context.Store.WriteRowsAsync(rows, stopping);
                Trouble = null;
                return true;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return false;
            }
            catch (Store.ViewStoreException failure)
            {
                Trouble = failure.Message;
                Log.RowsRefused(context.Logger, context.Pipeline.Name, failure.Message);
                await backoff.WaitAsync(stopping);
            }
        }

        return false;
    }
}
