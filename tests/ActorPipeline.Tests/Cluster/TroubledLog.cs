using ActorPipeline.Log;
using ActorPipeline.TestKit.Log;

namespace ActorPipeline.Tests.Cluster;

/// <summary>A log as one node sees it, which fails or loses what a test says.</summary>
internal sealed class TroubledLog(InMemoryEventLog log) : IEventLog
{
    /// <summary>Whether every append fails.</summary>
    public bool RefusesAppends { get; set; }

    /// <summary>Records for which it is true are acknowledged and lost.</summary>
    public Predicate<ReadOnlyMemory<byte>> Loses { get; set; } = static _ => false;

    public int WritersOpened { get; private set; }

    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.EnsureTopicAsync(topic, partitions, cancellationToken);

    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.FindTopicAsync(topic, partitions, cancellationToken);

    public async ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken)
    {
        WritersOpened++;
        return new Writer(this, topic, await log.OpenWriterAsync(topic, cancellationToken));
    }

    public ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken) =>
        log.OpenReaderAsync(partition, from, cancellationToken);

    public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) => log.RangeAsync(partition, cancellationToken);

    public ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken) =>
        log.CommitAsync(group, partition, commit, cancellationToken);

    public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        log.CommittedAsync(group, partition, cancellationToken);

    public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => log.TrimAsync(partition, before, cancellationToken);

    public ValueTask DisposeAsync() => default;

    private sealed class Writer(TroubledLog owner, string topic, ILogWriter writer) : ILogWriter
    {
        private bool _isBroken;

        public async ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
        {
            if (_isBroken |= owner.RefusesAppends)
            {
                throw new LogWriterFailedException(topic, "refused by the test");
            }

            var kept = records.ToArray().Where(record => !owner.Loses(record.Value)).ToArray();
            return kept.Length == 0 ? 0 : await writer.AppendAsync(partition, kept, cancellationToken);
        }

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
