using ActorPipeline.Log;
using ActorPipeline.Pipelines;

namespace ActorPipeline.Bench.Cluster;

/// <summary>A log that takes the CPU time of its calls, by what they are for.</summary>
internal sealed class StageLog(IEventLog log, PipelineDefinition pipeline) : IEventLog
{
    private long _rows;

    public CpuClock Fetch { get; } = new();

    public CpuClock ShuffleRead { get; } = new();

    public CpuClock ShuffleWrite { get; } = new();

    public CpuClock Emit { get; } = new();

    /// <summary>Rows handed over so far.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.EnsureTopicAsync(topic, partitions, cancellationToken);

    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.FindTopicAsync(topic, partitions, cancellationToken);

    public async ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken) =>
        new Writer(this, await log.OpenWriterAsync(topic, cancellationToken), pipeline.RowTopics.Contains(topic));

    public async ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken) =>
        new Reader(await log.OpenReaderAsync(partition, from, cancellationToken), partition.Topic == pipeline.Source.Topic ? Fetch : ShuffleRead);

    public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) => log.RangeAsync(partition, cancellationToken);

    public ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken) =>
        log.CommitAsync(group, partition, commit, cancellationToken);

    public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        log.CommittedAsync(group, partition, cancellationToken);

    public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => log.TrimAsync(partition, before, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    private sealed class Writer(StageLog owner, ILogWriter writer, bool isRows) : ILogWriter
    {
        public ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref owner._rows, isRows ? records.Length : 0);
            return (isRows ? owner.Emit : owner.ShuffleWrite).Measure(() => writer.AppendAsync(partition, records, cancellationToken));
        }

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }

    private sealed class Reader(ILogReader reader, CpuClock clock) : ILogReader
    {
        public ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken) => clock.Measure(() => reader.ReadAsync(maxBytes, cancellationToken));

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
