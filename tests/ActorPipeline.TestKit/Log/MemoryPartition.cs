using ActorPipeline.Log;

namespace ActorPipeline.TestKit.Log;

/// <summary>The records of one partition. Thread-safe.</summary>
/// <param name="keepsTrimmed">Whether trimmed records can still be looked at by tests.</param>
internal sealed class MemoryPartition(bool keepsTrimmed)
{
    private readonly Lock _gate = new();
    private readonly List<LogRecord> _records = [];

    // Offsets that hold no record, as the marks of transactions do.
    private readonly HashSet<long> _marks = [];
    private long _first;
    private long _start;
    private TaskCompletionSource _grown = NewSource();

    /// <summary>The offsets held.</summary>
    public OffsetRange Range
    {
        get
        {
            lock (_gate)
            {
                return new OffsetRange(_start, _first + _records.Count);
            }
        }
    }

    /// <summary>Every record that is still in memory, trimmed ones included.</summary>
    public IReadOnlyList<LogRecord> Everything()
    {
        lock (_gate)
        {
            return [.. _records];
        }
    }

    /// <summary>Appends copies of records.</summary>
    /// <returns>The first one's offset.</returns>
    public long Append(ReadOnlySpan<NewRecord> records)
    {
        TaskCompletionSource grown;
        long first;
        lock (_gate)
        {
            first = _first + _records.Count;
            foreach (var record in records)
            {
                var headers = new RecordHeaders(record.Headers.Encoded.ToArray());
                _records.Add(new LogRecord(_first + _records.Count, record.TimestampMs, record.Value.ToArray(), headers, record.Key.ToArray()));
            }

            grown = _grown;
            _grown = NewSource();
        }

        grown.SetResult();
        return first;
    }

    /// <summary>Takes an offset for something that is no record.</summary>
    public void Mark()
    {
        lock (_gate)
        {
            _marks.Add(_first + _records.Count);
            Append([new NewRecord(default, 0)]);
        }
    }

    /// <summary>Copies records from an offset on.</summary>
    /// <returns>A task that completes when there is more, when there is nothing yet; null when records were copied.</returns>
    public Task? Read(long from, int maxBytes, LogBatch target, ReusedBytes bytes)
    {
        lock (_gate)
        {
            if (from < _start)
            {
                throw new EventLogException($"the records from offset {from} are gone: the log begins at {_start}");
            }

            for (var at = (int)(from - _first); at < _records.Count && (target.Count == 0 || target.Bytes + _records[at].Value.Length <= maxBytes); at++)
            {
                var record = _records[at];
                if (_marks.Contains(record.Offset))
                {
                    target.PassTo(record.Offset + 1);
                    continue;
                }

                var headers = new RecordHeaders(bytes.Copy(record.Headers.Encoded));
                target.Add(record with { Value = bytes.Copy(record.Value), Headers = headers, Key = bytes.Copy(record.Key) });
            }

            return from == _first + _records.Count ? _grown.Task : null;
        }
    }

    /// <summary>Drops records below an offset.</summary>
    public void Trim(long before)
    {
        lock (_gate)
        {
            _start = Math.Clamp(before, _start, _first + _records.Count);
            if (!keepsTrimmed)
            {
                _records.RemoveRange(0, (int)(_start - _first));
                _first = _start;
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
