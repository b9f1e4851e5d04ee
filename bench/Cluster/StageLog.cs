using ActorPipeline.Definitions;
using ActorPipeline.Log;

namespace ActorPipeline.Bench.Cluster;

/// <summary>A log that takes the CPU time of its calls, by what they are for.</summary>
internal sealed class StageLog(IEventLog log, PipelineDefinition pipeline, StageClocks clocks) : IEventLog
{
    private readonly StageClocks _clocks = clocks;
    private long _rows;

    /// <summary>Rows handed over so far.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.EnsureTopicAsync(topic, partitions, cancellationToken);

    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.FindTopicAsync(topic, partitions, cancellationToken);

    public async ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken) =>
        new Writer(this, await log.OpenWriterAsync(topic, cancellationToken), pipeline.RowTopics.Contains(topic));

    public async ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken) =>
        new Reader(_clocks, await log.OpenReaderAsync(partition, from, cancellationToken), partition.Topic == pipeline.Source.Topic);

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
            return isRows
                ? StageTurns.Measure(() => writer.AppendAsync(partition, records, cancellationToken), owner._clocks.Emit, owner._clocks.Apply)
                : StageTurns.Measure(() => writer.AppendAsync(partition, records, cancellationToken), owner._clocks.Shuffle, owner._clocks.Decode);
        }

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }

    private sealed class Reader(StageClocks clocks, ILogReader reader, bool isSource) : ILogReader
    {
        public ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken) => isSource
            ? StageTurns.Measure(() => reader.ReadAsync(maxBytes, cancellationToken), clocks.Fetch, clocks.Decode)
            : StageTurns.Measure(() => reader.ReadAsync(maxBytes, cancellationToken), clocks.Shuffle, clocks.Apply);

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
