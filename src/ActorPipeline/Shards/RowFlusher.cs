using ActorPipeline.Emission;
using ActorPipeline.Log;
using ActorPipeline.Runtime;
using ActorPipeline.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Shards;

/// <summary>Hands a shard's rows to every place they are emitted to, one write at a time, gathering what comes meanwhile; tries again until all have taken them.</summary>
/// <remarks>Runs in the shard's turns only, its awaits included. Rows waiting are bounded by <see cref="EngineOptions.MaxPendingRows"/> plus what one record
/// of the log can close, since the shard stops reading above it.</remarks>
/// <param name="context">The pipeline's surroundings.</param>
/// <param name="durableThrough">Every row of the shard log below this offset is durable already.</param>
/// <param name="fail">Told of what is no failure of the store.</param>
/// <param name="stopping">Ends the tries.</param>
internal sealed class RowFlusher(PipelineContext context, long durableThrough, Action<Exception> fail, CancellationToken stopping)
{
    private readonly Place[] _places = [.. PlacesOf(context).Select(sink => new Place(sink))];
    private List<RowBatch> _waiting = [];
    private long _waitingThrough = durableThrough;
    private bool _isWriting;
    private readonly Signal _progress = new(stopping);

    /// <summary>Rows that some place has not taken yet.</summary>
    public long Pending { get; private set; }

    /// <summary>Every row of the shard log below this offset is durable in every place.</summary>
    public long DurableThrough { get; private set; } = durableThrough;

    /// <summary>Why rows are not taken, or null.</summary>
    public string? Trouble => Array.Find(_places, place => place.Trouble is not null)?.Trouble;

    /// <summary>Takes rows.</summary>
    /// <param name="rows">The rows; may be empty.</param>
    /// <param name="through">Every row of the log below this offset is in this or an earlier call.</param>
    public void Enqueue(IReadOnlyList<RowBatch> rows, long through)
    {
        _waiting.AddRange(rows);
        _waitingThrough = through;
        Pending += CountRows(rows);
        if (!_isWriting)
        {
            _isWriting = true;
            _ = RunAsync();
        }
    }

    /// <summary>Waits until every row of the log below an offset is durable.</summary>
    /// <exception cref="OperationCanceledException">The shard stops.</exception>
    public async Task WaitDurableAsync(long through)
    {
        while (DurableThrough < through)
        {
            await _progress.Next;
        }
    }

    /// <summary>Waits until fewer rows than a number are waiting.</summary>
    /// <exception cref="OperationCanceledException">The shard stops.</exception>
    public async Task WaitBelowAsync(long rows)
    {
        while (Pending >= rows)
        {
            await _progress.Next;
        }
    }

    /// <summary>Lets go of what the places hold. Nothing more may be handed over.</summary>
    public async Task CloseAsync()
    {
        foreach (var place in _places)
        {
            await place.Sink.DisposeAsync();
        }
    }

    private static long CountRows(IReadOnlyList<RowBatch> rows) => rows.Sum(batch => (long)batch.Count);

    private async Task RunAsync()
    {
        try
        {
            await WriteAllAsync();
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            fail(failure);
        }
    }

    private async Task WriteAllAsync()
    {
        while (DurableThrough < _waitingThrough)
        {
            var (rows, through) = (_waiting, _waitingThrough);
            _waiting = [];
            if (rows.Count > 0 && !await TryWriteAsync(rows))
            {
                return;
            }

            Pending -= CountRows(rows);
            DurableThrough = through;
            _progress.Pulse();
            if (!context.Feed.Publish(rows))
            {
                rows.ForEach(batch => batch.Pool?.Return(batch));
            }
        }

        _isWriting = false;
    }

    // Each place tries on its own: what one has taken is not written to it again because another refuses.
    private async Task<bool> TryWriteAsync(List<RowBatch> rows)
    {
        var taken = await Task.WhenAll(_places.Select(place => TryWriteAsync(place, rows)));
        return Array.TrueForAll(taken, isTaken => isTaken);
    }

    private async Task<bool> TryWriteAsync(Place place, List<RowBatch> rows)
    {
        var backoff = context.NewBackoff();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await place.Sink.WriteAsync(rows, stopping);
                place.Trouble = null;
                return true;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception failure) when (failure is ViewStoreException or EventLogException)
            {
                place.Trouble = failure.Message;
                Log.RowsRefused(context.Logger, context.Pipeline.Name, place.Sink.Name, failure.Message);
                await backoff.WaitAsync(stopping);
            }
        }

        return false;
    }

    private static IEnumerable<IRowSink> PlacesOf(PipelineContext context)
    {
        var emit = context.Pipeline.Emit;
        if (emit.ToStore)
        {
            yield return new StoreSink(context.Store);
        }

        if (emit.Topics is { } topics)
        {
            yield return new TopicSink(context.Pipeline, topics, context.Log, context.Time);
        }
    }

    private sealed class Place(IRowSink sink)
    {
        public IRowSink Sink { get; } = sink;

        public string? Trouble { get; set; }
    }
}
