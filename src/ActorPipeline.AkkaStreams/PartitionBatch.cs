using ActorPipeline.Log;

namespace ActorPipeline.AkkaStreams;

/// <summary>Records of one partition that were read together. Owns its memory and never changes: it may be buffered, broadcast and kept.</summary>
/// <remarks>A copy of what the reader lent: a stage downstream may pull before it is done with the previous batch, so a batch valid until the next
/// pull would be overwritten while in use. The copy is one block of bytes and one array without references, from which records are made on
/// demand.</remarks>
public sealed class PartitionBatch
{
    private readonly byte[] _bytes;
    private readonly Place[] _places;

    private PartitionBatch(TopicPartition partition, long from, long next, byte[] bytes, Place[] places)
    {
        (Partition, From, Next, _bytes, _places) = (partition, from, next, bytes, places);
    }

    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; }

    /// <summary>The offset that was read from: every record from here to below <see cref="Next"/> is in the batch.</summary>
    public long From { get; }

    /// <summary>The offset to continue at, and to commit. It may lie further beyond the last record, where what follows is no record, such as the
    /// marker of a transaction.</summary>
    public long Next { get; }

    /// <summary>The records in offset order. None when the offsets that were read hold none.</summary>
    public IEnumerable<LogRecord> Records
    {
        get
        {
            for (var i = 0; i < _places.Length; i++)
            {
                yield return this[i];
            }
        }
    }

    /// <summary>How many records there are.</summary>
    public int Count => _places.Length;

    /// <summary>A record by its place, from 0. Its memory is the batch's.</summary>
    public LogRecord this[int index]
    {
        get
        {
            ref readonly var place = ref _places[index];
            var headers = new RecordHeaders(Part(place.Headers, place.Key));
            return new LogRecord(place.Offset, place.TimestampMs, Part(place.Start, place.Headers), headers, Part(place.Key, place.End));
        }
    }

    /// <summary>The records as they would be appended elsewhere: same bytes, timestamps, headers and keys.</summary>
    public NewRecord[] ToNewRecords()
    {
        var records = new NewRecord[_places.Length];
        for (var i = 0; i < records.Length; i++)
        {
            var record = this[i];
            records[i] = new NewRecord(record.Value, record.TimestampMs, record.Headers, record.Key);
        }

        return records;
    }

    internal static PartitionBatch Copy(TopicPartition partition, long from, LogBatch batch, long end)
    {
        var lent = batch.Records;
        while (!lent.IsEmpty && lent[^1].Offset >= end)
        {
            lent = lent[..^1];
        }

        var bytes = GC.AllocateUninitializedArray<byte>(SizeOf(lent));
        return new PartitionBatch(partition, from, Math.Min(batch.Next, end), bytes, Copy(lent, bytes));
    }

    private static int SizeOf(ReadOnlySpan<LogRecord> lent)
    {
        var size = 0;
        foreach (ref readonly var record in lent)
        {
            size += record.Value.Length + record.Headers.Encoded.Length + record.Key.Length;
        }

        return size;
    }

    private static Place[] Copy(ReadOnlySpan<LogRecord> lent, Span<byte> bytes)
    {
        var places = GC.AllocateUninitializedArray<Place>(lent.Length);
        var end = 0;
        for (var i = 0; i < places.Length; i++)
        {
            ref readonly var record = ref lent[i];
            var start = end;
            var headers = Append(record.Value, bytes, start);
            var key = Append(record.Headers.Encoded, bytes, headers);
            end = Append(record.Key, bytes, key);
            places[i] = new Place(record.Offset, record.TimestampMs, start, headers, key, end);
        }

        return places;
    }

    private static int Append(ReadOnlyMemory<byte> part, Span<byte> bytes, int at)
    {
        if (part.Length > 0)
        {
            part.Span.CopyTo(bytes[at..]);
        }

        return at + part.Length;
    }

    private ReadOnlyMemory<byte> Part(int start, int end) => start == end ? default : new ReadOnlyMemory<byte>(_bytes, start, end - start);

    /// <summary>Where a record's parts begin in the bytes: value, headers, key, end.</summary>
    private readonly record struct Place(long Offset, long TimestampMs, int Start, int Headers, int Key, int End);
}
