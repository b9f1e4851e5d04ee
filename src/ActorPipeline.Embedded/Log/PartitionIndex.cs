using System.Runtime.InteropServices;
using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>Where an entry stands: its first offset, its address in the log, how many records it has and its length in bytes.</summary>
internal readonly record struct EntryRef(long BaseOffset, long Address, int Count, int Length)
{
    internal long EndOffset => BaseOffset + Count;
}

/// <summary>A stretch of the log in which entries are found by scanning, because their places were dropped from memory.</summary>
internal readonly record struct IndexGap(long From, long Until, long UntilOffset);

/// <summary>Places of a partition's durable entries: all of the newest, thinned out towards the oldest so that memory stays bounded.
/// One writer; any number of readers.</summary>
internal sealed class PartitionIndex(int capacity)
{
    private readonly Lock _gate = new();
    private readonly List<EntryRef> _entries = [];
    private long _end;
    private long _lastAddress = -1;
    private TaskCompletionSource? _grown;
    private Exception? _closed;

    internal OffsetRange Range
    {
        get
        {
            lock (_gate)
            {
                return new OffsetRange(_entries.Count > 0 ? _entries[0].BaseOffset : _end, _end);
            }
        }
    }

    /// <summary>Address of the newest entry; -1 when it is not known.</summary>
    internal long LastAddress => Volatile.Read(ref _lastAddress);

    /// <summary>Adds an entry that has become durable. An entry without records only says where the partition ends.</summary>
    internal void Publish(EntryRef entry)
    {
        TaskCompletionSource? grown;
        lock (_gate)
        {
            _end = entry.EndOffset;
            _lastAddress = entry.Address;
            if (entry.Count == 0)
            {
                return;
            }

            if (_entries.Count == capacity)
            {
                Thin();
            }

            _entries.Add(entry);
            (grown, _grown) = (_grown, null);
        }

        grown?.SetResult();
    }

    internal void Restore(ReadOnlySpan<EntryRef> entries, long end)
    {
        _entries.AddRange(entries);
        _end = end;
        _lastAddress = entries.IsEmpty ? -1 : entries[^1].Address;
    }

    internal (EntryRef[] Entries, long End) Copy()
    {
        lock (_gate)
        {
            return ([.. _entries], _end);
        }
    }

    internal void DropBelow(long address)
    {
        lock (_gate)
        {
            _entries.RemoveAll(entry => entry.Address < address);
        }
    }

    /// <summary>The address below which nothing holds a record at or above an offset; null when no record does.</summary>
    internal long? AddressOf(long offset)
    {
        lock (_gate)
        {
            return offset >= _end || _entries.Count == 0 ? null : _entries[Math.Max(0, Floor(offset))].Address;
        }
    }

    /// <summary>Takes entries from the one that holds an offset, up to the first gap.</summary>
    /// <returns>A gap to scan when the offset lies in one (an empty one when the offset was trimmed away). Neither at the partition's end.</returns>
    internal IndexGap? Take(long offset, int most, List<EntryRef> into)
    {
        lock (_gate)
        {
            if (offset >= _end)
            {
                return null;
            }

            var at = Floor(offset);
            if (at < 0)
            {
                return default(IndexGap);
            }

            if (_entries[at].EndOffset <= offset)
            {
                return new IndexGap(_entries[at].Address, _entries[at + 1].Address, _entries[at + 1].BaseOffset);
            }

            do
            {
                into.Add(_entries[at++]);
            }
            while (into.Count < most && at < _entries.Count && _entries[at].BaseOffset == _entries[at - 1].EndOffset);
            return null;
        }
    }

    /// <summary>Completes when the partition holds a record at an offset.</summary>
    internal Task WaitForAsync(long offset, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_closed is not null)
            {
                return Task.FromException(_closed);
            }

            if (_end > offset)
            {
                return Task.CompletedTask;
            }

            _grown ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _grown.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Wakes everybody who waits; later waits fail at once.</summary>
    internal void Close(Exception reason)
    {
        lock (_gate)
        {
            _closed = reason;
            _grown?.SetException(reason);
            _grown = null;
        }
    }

    /// <summary>Drops every second entry of the older half; the first one stays, because it says where the partition starts.</summary>
    private void Thin()
    {
        var half = _entries.Count / 2;
        for (var i = 1; i < half / 2; i++)
        {
            _entries[i] = _entries[2 * i];
        }

        _entries.RemoveRange(half / 2, half - (half / 2));
    }

    private int Floor(long offset)
    {
        var (low, high) = (0, _entries.Count);
        var entries = CollectionsMarshal.AsSpan(_entries);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = entries[middle].BaseOffset <= offset ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}
