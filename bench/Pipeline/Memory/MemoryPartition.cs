using ActorPipeline.Log;

namespace ActorPipeline.Bench.Pipeline.Memory;

/// <summary>The records of a partition, held until they are trimmed.</summary>
internal sealed class MemoryPartition
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, LogRecord> _records = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _start;

    public long End { get; private set; }

    public long Append(ReadOnlySpan<NewRecord> records)
    {
        TaskCompletionSource grown;
        long first;
        lock (_gate)
        {
            first = End;
            foreach (var record in records)
            {
                _records.Add(End, new LogRecord(End, record.TimestampMs, record.Value.ToArray(), record.Headers));
                End++;
            }

            (grown, _grown) = (_grown, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        grown.SetResult();
        return first;
    }

    public void Trim(long before)
    {
        lock (_gate)
        {
            for (; _start < before; _start++)
            {
                _records.Remove(_start);
            }
        }
    }

    public ILogReader Reader(long from) => new PartitionReader(this, from);

    private Task? Read(LogBatch batch, ref long next, int maxBytes)
    {
        lock (_gate)
        {
            for (; next < End && batch.Bytes < maxBytes; next++)
            {
                batch.Add(_records[next]);
            }

            return batch.Count == 0 ? _grown.Task : null;
        }
    }

    private sealed class PartitionReader(MemoryPartition partition, long from) : ILogReader
    {
        private readonly LogBatch _batch = new();
        private long _next = from;

        public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
        {
            _batch.Clear();
            while (partition.Read(_batch, ref _next, maxBytes) is { } grown)
            {
                await grown.WaitAsync(cancellationToken);
            }

            return _batch;
        }

        public ValueTask DisposeAsync() => default;
    }
}
