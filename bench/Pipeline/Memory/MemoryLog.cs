using System.Collections.Concurrent;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Log;

namespace ActorPipeline.Bench.Pipeline.Memory;

/// <summary>A log that costs next to nothing: the source topic is the workload itself, the shard log is kept until it is trimmed, and what is appended elsewhere is counted and dropped.</summary>
internal sealed class MemoryLog(string source, string shardTopic, VisitWorkload workload, int partitions) : IEventLog
{
    private readonly ConcurrentDictionary<TopicPartition, MemoryPartition> _kept = [];
    private readonly ConcurrentDictionary<(string, TopicPartition), GroupCommit> _commits = [];
    private long _dropped;

    /// <summary>How many records were appended to topics that are not kept.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new TopicDescription(topic, partitions, 1));

    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        EnsureTopicAsync(topic, partitions, cancellationToken);

    public ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken) => ValueTask.FromResult<ILogWriter>(new Writer(this, topic));

    public ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ILogReader>(partition.Topic == source ? new WorkloadReader(workload, partition.Partition, partitions, from) : Kept(partition).Reader(from));

    public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) => ValueTask.FromResult(
        partition.Topic == source ? new OffsetRange(0, WorkloadReader.CountOf(workload, partition.Partition, partitions)) : new OffsetRange(0, Kept(partition).End));

    public ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken)
    {
        _commits[(group, partition)] = commit;
        return default;
    }

    public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_commits.GetValueOrDefault((group, partition)));

    public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken)
    {
        Kept(partition).Trim(before);
        return default;
    }

    public ValueTask DisposeAsync() => default;

    private MemoryPartition Kept(TopicPartition partition) => _kept.GetOrAdd(partition, static _ => new MemoryPartition());

    private sealed class Writer(MemoryLog log, string topic) : ILogWriter
    {
        public ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
        {
            if (topic == log.ShardTopic)
            {
                return ValueTask.FromResult(log.Kept(new TopicPartition(topic, partition)).Append(records.Span));
            }

            Interlocked.Add(ref log._dropped, records.Length);
            return ValueTask.FromResult(0L);
        }

        public ValueTask DisposeAsync() => default;
    }

    private string ShardTopic { get; } = shardTopic;
}
