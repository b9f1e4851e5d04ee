using System.Globalization;
using ActorPipeline.Batches;
using ActorPipeline.Log;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>The records of one batch of rows: all their bytes in one buffer, each record a slice of it. Used again; one thread at a time.</summary>
/// <remarks>Memory is bounded by the largest batch it has held: <see cref="Shards.ShardOptions.MaxRowsPerBatch"/> rows and those of one entity.</remarks>
internal sealed class RowRecords
{
    private readonly ByteWriter _bytes = new();
    private readonly Buffer<Slice> _slices = new();
    private NewRecord[] _records = [];

    public ReadOnlyMemory<NewRecord> Records => _records.AsMemory(0, _slices.Count);

    public void Fill(RowBatch batch, RowText text, long timestampMs)
    {
        _bytes.Clear();
        var slices = _slices.Resize(batch.Count);
        text.Begin(batch);
        for (var row = 0; row < slices.Length; row++)
        {
            slices[row] = text.Write(row, _bytes);
        }

        MakeRecords(slices, timestampMs, HeadersOf(batch));
    }

    // A correction says so: whoever takes rows from more than one owner of the shard must be able to tell the newest.
    private static RecordHeaders HeadersOf(RowBatch batch) =>
        batch.Revision == 0 ? default : RecordHeaders.Encode(("ap-revision", batch.Revision.ToString(CultureInfo.InvariantCulture)));

    // Only now, since the buffer may have moved while it grew.
    private void MakeRecords(ReadOnlySpan<Slice> slices, long timestampMs, RecordHeaders headers)
    {
        if (_records.Length < slices.Length)
        {
            _records = new NewRecord[slices.Length];
        }

        var bytes = _bytes.Written;
        for (var row = 0; row < slices.Length; row++)
        {
            var slice = slices[row];
            _records[row] = new NewRecord(bytes[slice.Value..slice.End], timestampMs, headers, bytes[slice.Key..slice.KeyEnd]);
        }
    }
}

/// <summary>Where a row's key and value lie among written bytes: the key begins at <paramref name="Key"/>, the value at <paramref name="Value"/>.</summary>
internal readonly record struct Slice(int Key, int KeyEnd, int Value, int End);
