using System.Buffers;
using System.Buffers.Binary;
using System.Threading.Channels;
using ActorPipeline.Node.Serving;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Live;

/// <summary>What has closed since the last frame. Shards put in, one feed takes out.</summary>
internal sealed class ChangedRows
{
    // Capacity: LiveOptions.BatchBuffer. Drops the oldest, because a shard never waits for a dashboard; the feed then reads again.
    // Null only wakes the feed.
    private readonly Channel<RowBatch?> _batches;
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private readonly string _view;
    private readonly BytesComparer _bytes;
    private int _missed;

    public ChangedRows(string view, int capacity, BytesComparer bytes, Action dropped)
    {
        _view = view;
        _bytes = bytes;
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

    /// <summary>Takes all batches and keeps the rows of the watched keys: per row the highest revision, the later one where they are equal.</summary>
    /// <returns>The end of the newest window among the batches, in unix milliseconds; null without batches.</returns>
    public long? DrainTo(KeySet keys, LiveRowsBuilder rows)
    {
        long? newest = null;
        var latest = new Dictionary<byte[], (RowBatch Batch, int Row)>(_bytes);
        // No more than were there at the start: a fast emitter must not hold the frame up.
        for (var left = _batches.Reader.Count; left > 0 && _batches.Reader.TryRead(out var batch); left--)
        {
            if (batch is not null)
            {
                newest = Math.Max(newest ?? long.MinValue, batch.Window.EndMs);
                Collect(keys, batch, latest);
            }
        }

        foreach (var (batch, row) in latest.Values)
        {
            rows.Add(writer => RowJson.Write(writer, batch, row));
        }

        return newest;
    }

    private void Collect(KeySet keys, RowBatch batch, Dictionary<byte[], (RowBatch Batch, int Row)> latest)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (!keys.Contains(batch, row, _scratch))
            {
                continue;
            }

            var identity = Identity(batch, row);
            if (!latest.TryGetValue(identity, out var known) || batch.Revision >= known.Batch.Revision)
            {
                latest[identity] = (batch, row);
            }
        }
    }

    private byte[] Identity(RowBatch batch, int row)
    {
        _scratch.ResetWrittenCount();
        BinaryPrimitives.WriteInt64LittleEndian(_scratch.GetSpan(sizeof(long)), batch.Window.StartMs);
        _scratch.Advance(sizeof(long));
        KeySet.AppendRow(_scratch, batch.Keys, row);
        KeySet.AppendRow(_scratch, batch.By, row);
        return _scratch.WrittenSpan.ToArray();
    }
}
