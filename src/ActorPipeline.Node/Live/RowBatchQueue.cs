using System.Threading.Channels;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Live;

/// <summary>Batches of one view that have closed and were not yet looked at. Shards put in, one reader takes out.</summary>
/// <remarks>At most its capacity: it drops the oldest, because a shard never waits for a dashboard; the reader then reads the store again.</remarks>
internal sealed class RowBatchQueue
{
    // Null only wakes the reader.
    private readonly Channel<RowBatch?> _batches;
    private readonly string _view;
    private int _missed;

    public RowBatchQueue(string view, int capacity, Action dropped)
    {
        _view = view;
        var bounds = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _batches = Channel.CreateBounded<RowBatch?>(bounds, batch =>
        {
            Volatile.Write(ref _missed, 1);
            if (batch is not null)
            {
                dropped();
            }
        });
    }

    /// <summary>Takes note of a batch. Called on a shard's turn: returns at once.</summary>
    public void Offer(RowBatch batch)
    {
        if (batch.View.Name == _view)
        {
            _batches.Writer.TryWrite(batch);
        }
    }

    /// <summary>Takes note that rows of another node were missed. Returns at once.</summary>
    public void NoteMissed()
    {
        Volatile.Write(ref _missed, 1);
        _batches.Writer.TryWrite(null);
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _batches.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Tells whether batches were dropped since the last call.</summary>
    public bool TakeMissed() => Interlocked.Exchange(ref _missed, 0) != 0;

    /// <summary>Takes what is there. No more than was there at the start: a fast emitter must not hold the reader up.</summary>
    public IEnumerable<RowBatch> TakeAll()
    {
        for (var left = _batches.Reader.Count; left > 0 && _batches.Reader.TryRead(out var batch); left--)
        {
            if (batch is not null)
            {
                yield return batch;
            }
        }
    }
}
