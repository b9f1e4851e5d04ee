namespace ActorPipeline.Log;

/// <summary>A partition of a topic.</summary>
/// <param name="Partition">The partition's number, from 0.</param>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Topic}[{Partition}]";
}

/// <summary>A topic as it is.</summary>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="Epoch">A number that grows when a topic of the same name is deleted and created again.</param>
public sealed record TopicDescription(string Name, int Partitions, long Epoch);

/// <summary>The offsets a partition holds.</summary>
/// <param name="Start">Offset of the oldest record kept.</param>
/// <param name="End">Offset the next record will get.</param>
public readonly record struct OffsetRange(long Start, long End);

/// <summary>How far a group has come in a partition.</summary>
/// <param name="Offset">Offset of the next record the group needs.</param>
/// <param name="Metadata">What else the group must know to go on from there: at most 4,096 characters.</param>
public sealed record GroupCommit(long Offset, string Metadata);

/// <summary>A record to append.</summary>
/// <param name="TimestampMs">The record's timestamp in unix milliseconds.</param>
/// <param name="Key">What it is about, for readers of the topic; the log itself makes nothing of it. Empty for none.</param>
public readonly record struct NewRecord(ReadOnlyMemory<byte> Value, long TimestampMs, RecordHeaders Headers = default, ReadOnlyMemory<byte> Key = default);

/// <summary>A record that was read.</summary>
/// <param name="TimestampMs">Its timestamp in unix milliseconds.</param>
/// <param name="Key">Its key; empty for none.</param>
public readonly record struct LogRecord(
    long Offset, long TimestampMs, ReadOnlyMemory<byte> Value, RecordHeaders Headers, ReadOnlyMemory<byte> Key = default);

/// <summary>Records read together, owned by their reader and reused by its next read.</summary>
public sealed class LogBatch
{
    private LogRecord[] _records = new LogRecord[64];

    /// <summary>The records in offset order.</summary>
    public ReadOnlySpan<LogRecord> Records => _records.AsSpan(0, Count);

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of the values' lengths in bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>The offset to go on from: every record below it has been read. Between the last record and it lies what is none, such as the mark of
    /// a transaction.</summary>
    public long Next { get; private set; }

    /// <summary>A record by its place, from 0.</summary>
    public ref readonly LogRecord this[int index] => ref _records[index];

    /// <summary>Adds a record. For readers.</summary>
    /// <param name="record">The record; its memory must live as long as the batch does.</param>
    public void Add(in LogRecord record)
    {
        // Bounded by the reader's maxBytes over the smallest entry a log stores.
        if (Count == _records.Length)
        {
            Array.Resize(ref _records, Count * 2);
        }

        _records[Count++] = record;
        Bytes += record.Value.Length;
        Next = record.Offset + 1;
    }

    /// <summary>Notes that there is no further record below an offset. For readers.</summary>
    public void PassTo(long next) => Next = next;

    /// <summary>Empties the batch. For readers.</summary>
    public void Clear()
    {
        _records.AsSpan(0, Count).Clear();
        Count = 0;
        Bytes = 0;
    }
}
