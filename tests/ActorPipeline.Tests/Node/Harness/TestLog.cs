using System.Globalization;
using System.Text;
using System.Threading.Channels;
using ActorPipeline.Log;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>The reading half of an event log: partitions of texts that grow when a test says so.</summary>
internal sealed class TestLog : IEventLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, List<LogRecord>> _records = [];
    private readonly List<(TopicPartition Partition, Channel<LogRecord> Records)> _readers = [];

    // Bounded by the readers that one test opens.
    private readonly Channel<TopicPartition> _closed = Channel.CreateUnbounded<TopicPartition>();

    /// <summary>The partition of each reader that was closed, in that order.</summary>
    public ChannelReader<TopicPartition> Closed => _closed.Reader;

    public void Add(TopicPartition partition, params string[] values) => Add(partition, [.. values.Select(Encoding.UTF8.GetBytes)]);

    public void Add(TopicPartition partition, params byte[][] values) => Add(partition, [.. values.Select(value => (value, default(RecordHeaders)))]);

    public void Add(TopicPartition partition, params (byte[] Value, RecordHeaders Headers)[] added)
    {
        lock (_gate)
        {
            var records = RecordsOf(partition);
            foreach (var (value, headers) in added)
            {
                records.Add(new LogRecord(records.Count, 1_485_352_952_000 + records.Count, value, headers));
                _readers.Where(reader => reader.Partition == partition).ToList().ForEach(reader => reader.Records.Writer.TryWrite(records[^1]));
            }
        }
    }

    /// <summary>Keeps an event of the films pipeline as its intake does.</summary>
    public void AddDeadLetter(int sourcePartition, long sourceOffset, long timeMs, string reason, params byte[] value) => Add(
        new TopicPartition(TestPipelines.Films.DeadLetterTopic, 0),
        (value, RecordHeaders.Encode(
            ("ap-topic", "production"),
            ("ap-partition", sourcePartition.ToString(CultureInfo.InvariantCulture)),
            ("ap-offset", sourceOffset.ToString(CultureInfo.InvariantCulture)),
            ("ap-reason", reason),
            ("ap-time", timeMs.ToString(CultureInfo.InvariantCulture)))));

    public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(new OffsetRange(0, RecordsOf(partition).Count));
        }
    }

    public ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var channel = Channel.CreateUnbounded<LogRecord>();
            RecordsOf(partition).Skip((int)from).ToList().ForEach(record => channel.Writer.TryWrite(record));
            _readers.Add((partition, channel));
            return ValueTask.FromResult<ILogReader>(new Reader(channel.Reader, () => _closed.Writer.TryWrite(partition)));
        }
    }

    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private List<LogRecord> RecordsOf(TopicPartition partition)
    {
        if (!_records.TryGetValue(partition, out var records))
        {
            _records[partition] = records = [];
        }

        return records;
    }

    private sealed class Reader(ChannelReader<LogRecord> records, Action close) : ILogReader
    {
        private readonly LogBatch _batch = new();

        public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
        {
            _batch.Clear();
            _batch.Add(await records.ReadAsync(cancellationToken));
            return _batch;
        }

        public ValueTask DisposeAsync()
        {
            close();
            return ValueTask.CompletedTask;
        }
    }
}
