using System.Buffers;
using System.Buffers.Binary;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Live;

/// <summary>Keeps the rows of the watched keys out of what has closed since the last frame. One thread at a time.</summary>
internal sealed class ChangedRows(RowBatchQueue batches, BytesComparer bytes)
{
    private readonly ArrayBufferWriter<byte> _scratch = new();

    /// <summary>Takes all batches and keeps the rows of the watched keys: per row the highest revision, the later one where they are equal.</summary>
    /// <returns>The end of the newest window among the batches, in unix milliseconds; null without batches.</returns>
    public long? DrainTo(KeySet keys, LiveRowsBuilder rows)
    {
        long? newest = null;
        var latest = new Dictionary<byte[], (RowBatch Batch, int Row)>(bytes);
        foreach (var batch in batches.TakeAll())
        {
            newest = Math.Max(newest ?? long.MinValue, batch.Window.EndMs);
            Collect(keys, batch, latest);
        }

        foreach (var (batch, row) in latest.Values)
        {
            rows.Add(batch.RowAt(row));
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
