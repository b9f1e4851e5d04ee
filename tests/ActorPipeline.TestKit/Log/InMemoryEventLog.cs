using System.Collections.Concurrent;
using ActorPipeline.Log;
using ActorPipeline.TestKit.Faults;

namespace ActorPipeline.TestKit.Log;

/// <summary>An event log in memory: a fast one, or one that is slow and fails as a plan says. What it has taken survives the crash of any client.</summary>
/// <remarks>Thread-safe without faults; with faults for use on one thread and a virtual clock.</remarks>
public sealed class InMemoryEventLog : IEventLog
{
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Group, TopicPartition Partition), Commits> _commits = [];
    private readonly ConcurrentDictionary<(string Group, TopicPartition Partition), long> _furthest = [];
    private readonly Client _nobody = new("log");
    private readonly TimeProvider _time;
    private readonly Effects _effects;
    private long _epochs;

    /// <summary>Makes an empty log.</summary>
    /// <param name="time">The clock of latencies; the system's when null.</param>
    /// <param name="plan">Latencies and faults; none when null.</param>
    public InMemoryEventLog(TimeProvider? time = null, FaultPlan? plan = null)
    {
        _time = time ?? TimeProvider.System;
        _effects = new Effects(_time);
        Plan = plan ?? new FaultPlan(FaultRates.None);
    }

    /// <summary>Latencies and faults.</summary>
    public FaultPlan Plan { get; }

    /// <summary>Whether <see cref="Everything"/> also gives what was trimmed: memory then only grows.</summary>
    public bool KeepsTrimmed { get; init; }

    /// <summary>Sees every append that takes effect: partition, first offset, records.</summary>
    public Action<TopicPartition, long, IReadOnlyList<NewRecord>>? Appended { get; set; }

    /// <summary>Appends as somebody else would: at once and without faults.</summary>
    /// <returns>The first record's offset.</returns>
    public long Append(TopicPartition partition, params ReadOnlySpan<NewRecord> records) => PartitionOf(partition).Append(records);

    /// <summary>Takes an offset of a partition for something that is no record, as the mark of a transaction is.</summary>
    public void Mark(TopicPartition partition) => PartitionOf(partition).Mark();

    /// <summary>The log as one client sees it.</summary>
    public IEventLog For(Client client) => new ClientLog(this, client);

    /// <summary>Deletes a topic; the next one of its name has a higher epoch.</summary>
    public void DeleteTopic(string topic) => _topics.TryRemove(topic, out _);

    /// <summary>Every record of a partition that is still in memory.</summary>
    public IReadOnlyList<LogRecord> Everything(TopicPartition partition) => PartitionOf(partition).Everything();

    /// <summary>The furthest that a group ever said it had come, also where the commit was lost since.</summary>
    public long FurthestCommit(string group, TopicPartition partition) => _furthest.GetValueOrDefault((group, partition));

    /// <summary>Forgets all commits, as brokers do with those that nobody has renewed for long.</summary>
    public void ForgetCommits() => _commits.Clear();

    /// <summary>Undoes acknowledged commits, as the plan draws: call it when a client crashes.</summary>
    public void LoseCommits()
    {
        foreach (var (key, commits) in _commits.OrderBy(commit => (commit.Key.Group, commit.Key.Partition.Topic, commit.Key.Partition.Partition)))
        {
            if (commits.Before != commits.Last && Plan.Strikes(Plan.Rates.CommitLost, $"commit of {key.Group} at {key.Partition} lost"))
            {
                _commits[key] = new Commits(commits.Before, commits.Before);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken)
    {
        var found = _topics.GetOrAdd(topic, name => new Topic(name, partitions, Interlocked.Increment(ref _epochs), KeepsTrimmed));
        return ValueTask.FromResult(Described(found, partitions));
    }

    /// <inheritdoc/>
    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) => _topics.TryGetValue(topic, out var found)
        ? ValueTask.FromResult(Described(found, partitions))
        : throw new EventLogException($"topic {topic} does not exist");

    /// <inheritdoc/>
    public ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken) => OpenWriterAsync(topic, _nobody);

    /// <inheritdoc/>
    public async ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken)
    {
        var range = await RangeAsync(partition, cancellationToken);
        return from >= range.Start && from <= range.End
            ? new MemoryReader(PartitionOf(partition), from, Plan, _effects)
            : throw new OffsetOutOfRangeException(partition, from, range);
    }

    /// <inheritdoc/>
    public async ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) =>
        await AskAsync(() => PartitionOf(partition).Range, $"range of {partition}", cancellationToken);

    /// <inheritdoc/>
    public ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken) =>
        CommitAsync(group, partition, commit, _nobody, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        await AskAsync(() => _commits.GetValueOrDefault((group, partition))?.Last, $"commit of {group} at {partition}", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => await AskAsync(
        () =>
        {
            PartitionOf(partition).Trim(before);
            return 0;
        },
        $"trim of {partition}",
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private MemoryPartition PartitionOf(TopicPartition partition) =>
        _topics.TryGetValue(partition.Topic, out var topic) ? topic.Partitions[partition.Partition] : throw new EventLogException($"there is no topic {partition.Topic}");

    private ValueTask<ILogWriter> OpenWriterAsync(string topic, Client client) => _topics.TryGetValue(topic, out var found)
        ? ValueTask.FromResult<ILogWriter>(new MemoryWriter(this, found.Name, found.Partitions, _effects, _time, client))
        : throw new EventLogException($"there is no topic {topic}");

    private async ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, Client client, CancellationToken cancellationToken) => await AskAsync(
        () =>
        {
            if (!client.IsCrashed || Plan.Strikes(Plan.Rates.LandsAfterCrash, $"commit of crashed {client.Name} at {partition} lands"))
            {
                _furthest.AddOrUpdate((group, partition), commit.Offset, (_, before) => Math.Max(before, commit.Offset));
                _commits.AddOrUpdate((group, partition), new Commits(null, commit), (_, before) => new Commits(before.Last, commit));
            }

            return 0;
        },
        $"commit at {partition}",
        cancellationToken);

    private Task<T> AskAsync<T>(Func<T> effect, string what, CancellationToken cancellationToken) => _effects.AfterAsync(
        Plan.Latency(),
        () => Plan.Strikes(Plan.Rates.LogRefused, $"{what} refused") ? throw new EventLogException($"{what}: refused (injected)") : effect(),
        cancellationToken);

    private sealed record Commits(GroupCommit? Before, GroupCommit? Last);

    private sealed class Topic(string name, int partitions, long epoch, bool keepsTrimmed)
    {
        public string Name { get; } = name;

        public long Epoch { get; } = epoch;

        public IReadOnlyList<MemoryPartition> Partitions { get; } = [.. Enumerable.Range(0, partitions).Select(_ => new MemoryPartition(keepsTrimmed))];
    }

    private static TopicDescription Described(Topic topic, int partitions) => topic.Partitions.Count == partitions
        ? new TopicDescription(topic.Name, partitions, topic.Epoch)
        : throw new TopicMismatchException(topic.Name, topic.Partitions.Count, partitions);

    private sealed class ClientLog(InMemoryEventLog log, Client client) : IEventLog
    {
        public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
            log.EnsureTopicAsync(topic, partitions, cancellationToken);

        public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
            log.FindTopicAsync(topic, partitions, cancellationToken);

        public ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken) => log.OpenWriterAsync(topic, client);

        public ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken) =>
            log.OpenReaderAsync(partition, from, cancellationToken);

        public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) => log.RangeAsync(partition, cancellationToken);

        public ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken) =>
            log.CommitAsync(group, partition, commit, client, cancellationToken);

        public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
            log.CommittedAsync(group, partition, cancellationToken);

        public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => log.TrimAsync(partition, before, cancellationToken);

        public ValueTask DisposeAsync() => default;
    }
}
