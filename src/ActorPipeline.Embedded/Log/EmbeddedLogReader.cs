using System.Buffers;
using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>Reads one partition: takes the places of the next entries from the index, reads neighbours together, hands out slices of one buffer.</summary>
internal sealed class EmbeddedLogReader(TopicLog topic, TopicPartition partition, long from) : ILogReader
{
    // Bounds what is looked up, or scanned for, at a time.
    private const int MostEntries = 256;

    // Entries of other partitions in between are read along while that is cheaper than another read.
    private const int LargestStretch = 256 * 1024;
    private readonly PartitionIndex _index = topic.Partition(partition.Partition);
    private readonly LogBatch _batch = new();
    private readonly List<EntryRef> _entries = [];
    private int _next;
    private long _offset = from;
    private byte[] _buffer = [];
    private long _bufferStart;
    private int _bufferLength;

    public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        _batch.Clear();
        await _index.WaitForAsync(_offset, cancellationToken);
        FindEntries();
        Load(maxBytes);
        while (_next < _entries.Count && Holds(_entries[_next]) && (_batch.Count == 0 || _batch.Bytes < maxBytes))
        {
            if (!TryParse(_entries[_next], maxBytes))
            {
                break;
            }

            _next++;
        }

        return _batch;
    }

    public ValueTask DisposeAsync()
    {
        Replace([]);
        return ValueTask.CompletedTask;
    }

    /// <summary>Fills the list of entries to read; afterwards the entry at <see cref="_next"/> holds the offset wanted.</summary>
    private void FindEntries()
    {
        if (_next < _entries.Count)
        {
            return;
        }

        var last = _entries.Count > 0 ? _entries[^1].Address : 0;
        _entries.Clear();
        _next = 0;
        if (_index.Take(_offset, MostEntries, _entries) is { } gap)
        {
            ScanGap(gap, Math.Max(gap.From, last));
        }
    }

    private void ScanGap(IndexGap gap, long from)
    {
        LogScanner.Scan(topic.Files, topic.Layout, from, gap.Until, (head, address) =>
        {
            if (head.Partition == partition.Partition && head.Count > 0)
            {
                Keep(new EntryRef(head.BaseOffset, address, head.Count, head.Length), head.Part, gap.UntilOffset);
            }

            // Never in the middle of an append: whether its parts count is only known at its last one.
            return _entries.Count < MostEntries || !head.Part.HasFlag(EntryPart.Last);
        });
        if (_entries.Count == 0)
        {
            throw Missing(from, "there is no entry where there was one");
        }
    }

    private void Keep(EntryRef entry, EntryPart part, long untilOffset)
    {
        if (part.HasFlag(EntryPart.First))
        {
            // Offsets given again: what stood there belongs to an append that was never completed.
            _entries.RemoveAll(earlier => earlier.BaseOffset >= entry.BaseOffset);
        }

        if (entry.EndOffset > _offset && entry.EndOffset <= untilOffset)
        {
            _entries.Add(entry);
        }
    }

    /// <summary>Reads the next entry, and those after it as long as they are close and wanted, into the buffer.</summary>
    private void Load(int maxBytes)
    {
        if (Holds(_entries[_next]))
        {
            return;
        }

        var start = _entries[_next].Address;
        var most = Math.Clamp(maxBytes, 1, LargestStretch);
        var end = EndOf(_entries[_next]);
        for (var i = _next + 1; i < _entries.Count && EndOf(_entries[i]) - start <= most; i++)
        {
            end = EndOf(_entries[i]);
        }

        _bufferLength = 0;
        if (_buffer.Length < end - start)
        {
            Replace(ArrayPool<byte>.Shared.Rent((int)(end - start)));
        }

        topic.Files.Read(start, _buffer.AsSpan(0, (int)(end - start)));
        (_bufferStart, _bufferLength) = (start, (int)(end - start));
    }

    /// <summary>Adds an entry's records from the offset wanted on; false when the batch is full before its end.</summary>
    private bool TryParse(EntryRef entry, int maxBytes)
    {
        var bytes = _buffer.AsMemory((int)(entry.Address - _bufferStart) + LogLayout.FasterHeaderSize, entry.Length);
        if (!EntryHead.TryRead(bytes.Span, topic.Files.Folder, out var head) || head.BaseOffset != entry.BaseOffset || !EntryHead.IsIntact(bytes.Span))
        {
            throw Missing(entry.Address, "the checksum is wrong");
        }

        var rest = (ReadOnlyMemory<byte>)bytes[EntryHead.Size..];
        for (var offset = entry.BaseOffset; offset < entry.EndOffset; offset++)
        {
            var record = RecordFormat.Take(ref rest, offset, head.HasKeys);
            if (offset < _offset)
            {
                continue;
            }

            if (_batch.Count > 0 && _batch.Bytes + record.Value.Length > maxBytes)
            {
                return false;
            }

            _batch.Add(record);
            _offset = offset + 1;
        }

        return true;
    }

    private bool Holds(EntryRef entry) => entry.Address >= _bufferStart && EndOf(entry) <= _bufferStart + _bufferLength;

    private static long EndOf(EntryRef entry) => entry.Address + LogLayout.FasterHeaderSize + entry.Length;

    private void Replace(byte[] buffer)
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = buffer;
        _bufferLength = 0;
    }

    private EventLogException Missing(long address, string what) => _index.Range is var range && _offset < range.Start
        ? new OffsetOutOfRangeException(partition, _offset, range)
        : new EventLogException(
            $"the log of {partition} in {topic.Files.PathOf(topic.Files.SegmentOf(address))} is damaged at address {address} (offset {_offset}): {what}");
}
