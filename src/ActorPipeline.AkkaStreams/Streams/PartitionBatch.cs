using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>Records of one partition that were read together. Owns its memory and never changes: it may be buffered, broadcast and kept.</summary>
/// <remarks>A copy of what the reader lent: a stage downstream may pull before it is done with the batch before, so a batch valid until the next pull would be
/// overwritten under it. The copy is one block of bytes and one array of records.</remarks>
public sealed class PartitionBatch
{
    private readonly LogRecord[] _records;

    private PartitionBatch(TopicPartition partition, long from, long next, LogRecord[] records)
    {
        Partition = partition;
        From = from;
        Next = next;
        _records = records;
    }

    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; }

    /// <summary>The offset that was read from: every record from here to below <see cref="Next"/> is in the batch.</summary>
    public long From { get; }

    /// <summary>The offset to continue at. It may lie further behind the last record, where what follows is none, such as the mark of a transaction.</summary>
    public long Next { get; }

    /// <summary>The records in offset order. Empty when the offsets that were read hold none.</summary>
    public ReadOnlyMemory<LogRecord> Records => _records;

    /// <summary>How many records there are.</summary>
    public int Count => _records.Length;

    /// <summary>A record by its place.</summary>
    /// <param name="index">From 0.</param>
    public ref readonly LogRecord this[int index] => ref _records[index];

    /// <summary>The records as they would be appended elsewhere: same bytes, timestamps, headers and keys.</summary>
    public NewRecord[] ToNewRecords() => Array.ConvertAll(_records, record => new NewRecord(record.Value, record.TimestampMs, record.Headers, record.Key));

    /// <summary>Copies what a reader lent.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The offset that was read from.</param>
    /// <param name="batch">What was read.</param>
    /// <param name="end">Records from this offset on are left out.</param>
    internal static PartitionBatch Copy(TopicPartition partition, long from, LogBatch batch, long end)
    {
        var lent = batch.Records;
        while (!lent.IsEmpty && lent[^1].Offset >= end)
        {
            lent = lent[..^1];
        }

        return new PartitionBatch(partition, from, Math.Min(batch.Next, end), Copy(lent));
    }

    private static LogRecord[] Copy(ReadOnlySpan<LogRecord> lent)
    {
        var size = 0;
        foreach (ref readonly var record in lent)
        {
            size += record.Value.Length + record.Headers.Encoded.Length + record.Key.Length;
        }

        var free = GC.AllocateUninitializedArray<byte>(size).AsMemory();
        var records = new LogRecord[lent.Length];
        for (var i = 0; i < records.Length; i++)
        {
            ref readonly var record = ref lent[i];
            var headers = new RecordHeaders(Take(ref free, record.Headers.Encoded));
            records[i] = record with { Value = Take(ref free, record.Value), Headers = headers, Key = Take(ref free, record.Key) };
        }

        return records;
    }

    private static ReadOnlyMemory<byte> Take(ref Memory<byte> free, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return default;
        }

        var taken = free[..bytes.Length];
        bytes.CopyTo(taken);
        free = free[bytes.Length..];
        return taken;
    }
}
