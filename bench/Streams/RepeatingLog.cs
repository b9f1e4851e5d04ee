using ActorPipeline.Log;

namespace ActorPipeline.Bench.Streams;

/// <summary>A log that costs next to nothing: its one partition repeats the same batch, what is appended is counted and dropped.</summary>
/// <param name="batches">How often the batch is read.</param>
/// <param name="records">Records of a batch.</param>
/// <param name="isImmediate">Whether reads and appends complete at once, or on another thread as those of a disk and a network do.</param>
internal sealed class RepeatingLog(int batches, int records, bool isImmediate) : IEventLog
{
    private const int ValueLength = 60;

    /// <summary>Records appended.</summary>
    public long Appended { get; private set; }

    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new TopicDescription(topic, partitions, 1));

    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        EnsureTopicAsync(topic, partitions, cancellationToken);

    public ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken) => ValueTask.FromResult<ILogWriter>(new Writer(this));

    public ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ILogReader>(new Reader(records, isImmediate));

    public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new OffsetRange(0, (long)batches * records));

    public ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken) => default;

    public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) => default;

    public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;

    private sealed class Reader(int records, bool isImmediate) : ILogReader
    {
        private readonly byte[] _bytes = new byte[records * ValueLength];
        private readonly LogBatch _batch = new();
        private long _next;

        public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
        {
            if (!isImmediate)
            {
                await Task.Yield();
            }

            _batch.Clear();
            for (var i = 0; i < records; i++)
            {
                _batch.Add(new LogRecord(_next++, 1, _bytes.AsMemory(i * ValueLength, ValueLength), default));
            }

            return _batch;
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Writer(RepeatingLog log) : ILogWriter
    {
        public async ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
        {
            // One call after the other in both contestants: nothing else touches the count.
            log.Appended += records.Length;
            if (!log.IsImmediate)
            {
                await Task.Yield();
            }

            return log.Appended - records.Length;
        }

        public ValueTask DisposeAsync() => default;
    }

    private bool IsImmediate => isImmediate;
}
