using ActorPipeline.Asking;
using ActorPipeline.Log;
using ActorPipeline.Simulation.Checks;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>A node's event log: tells a check whose events the node writes into the shard log, when it begins to.</summary>
/// <param name="log">The log.</param>
/// <param name="shardTopic">The shard log's topic.</param>
/// <param name="tenures">The check.</param>
internal sealed class WatchedLog(IEventLog log, string shardTopic, TenureCheck tenures) : IEventLog
{
    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.EnsureTopicAsync(topic, partitions, cancellationToken);

    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.FindTopicAsync(topic, partitions, cancellationToken);

    public async ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken)
    {
        var writer = await log.OpenWriterAsync(topic, cancellationToken);
        return topic == shardTopic ? new Writer(writer, tenures) : writer;
    }

    public ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken) =>
        log.OpenReaderAsync(partition, from, cancellationToken);

    public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) => log.RangeAsync(partition, cancellationToken);

    public ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken) =>
        log.CommitAsync(group, partition, commit, cancellationToken);

    public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        log.CommittedAsync(group, partition, cancellationToken);

    public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => log.TrimAsync(partition, before, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    private sealed class Writer(ILogWriter writer, TenureCheck tenures) : ILogWriter
    {
        public ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
        {
            foreach (var record in records.Span)
            {
                var header = ShardLogWalk.HeaderOf(record.Value.Span);
                if (header.End > header.First)
                {
                    tenures.Writes(PlacedRole.Intake, header.Partition, "events");
                }
            }

            return writer.AppendAsync(partition, records, cancellationToken);
        }

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
