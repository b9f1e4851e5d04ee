using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Groups;
using ActorPipeline.Kafka.Reading;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Kafka.Topics;
using ActorPipeline.Kafka.Writing;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kafka;

/// <summary>The event log of a cluster: topics, partitions, offsets and groups are Kafka's.</summary>
/// <remarks>
/// All members may be called concurrently. What differs from a log in a folder:
/// <list type="bullet">
/// <item>Writers of one topic share a client, and break together.</item>
/// <item>An append of several records that fails may have left the first of them in the log, and one whose outcome is unknown all of them: Kafka puts
/// several batches in at once only by transactions, which this log does not use.</item>
/// <item>Other programs may write to the same topics: offsets may have holes (compaction, marks of transactions), and another writer's records may stand
/// between those of one call. Readers see what is committed, unless <c>isolation.level</c> says otherwise; a range ends at the first offset that is not.</item>
/// <item>A topic's epoch is kept in the topic <c>&lt;prefix&gt;topics</c>, which must not be deleted: see <see cref="TopicRegistry"/>.</item>
/// <item>A timestamp of 0 is stored as 1: Kafka's client takes 0 for "now".</item>
/// </list>
/// Where no broker answers, appends wait for <see cref="KafkaLogOptions.DeliveryTimeout"/>, other requests for
/// <see cref="KafkaLogOptions.RequestTimeout"/>, readers for ever.
/// </remarks>
public sealed class KafkaEventLog : IEventLog
{
    private readonly KafkaLogOptions _options;
    private readonly TimeProvider _time;
    private readonly KafkaTrouble _trouble;
    private readonly TopicAdmin _admin;
    private readonly GroupOffsets _groups;
    private readonly ConsumerPool _consumers;
    private readonly TopicRegistry _registry;
    private readonly TopicWatch _watch;
    private readonly Lock _gate = new();

    // All three bounded by the topics in use and their readers.
    private readonly Dictionary<string, string> _ids = [];
    private readonly Dictionary<string, KafkaProducer> _producers = [];
    private readonly HashSet<KafkaLogReader> _readers = [];
    private bool _isDisposed;

    /// <summary>Makes the log's clients. They connect when they have to.</summary>
    /// <param name="logger">Receives what the clients complain of, at a bounded rate.</param>
    /// <exception cref="EventLogException">A setting is refused, or librdkafka cannot be loaded.</exception>
    public KafkaEventLog(KafkaLogOptions options, TimeProvider time, ILogger<KafkaEventLog> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        KafkaSettings.Check(options);
        LibrdkafkaLibrary.Load();
        _options = options;
        _time = time;
        _trouble = new KafkaTrouble(options.BootstrapServers, time, logger);
        _admin = new TopicAdmin(options, time, _trouble);
        _groups = new GroupOffsets(options, time, _trouble);
        _consumers = new ConsumerPool(() => new KafkaHandle(HandleKind.Consumer, KafkaSettings.Consumer(options), _trouble));
        var registry = $"{options.TopicPrefix}topics";
        _registry = new TopicRegistry(this, registry, cancelled => EnsureUnnumberedAsync(registry, 1, TopicRegistry.Settings, cancelled), time);
        _watch = new TopicWatch(_admin, TopicsInUse, OnChanged, time);
        _watch.Start();
    }

    /// <inheritdoc/>
    public async ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        var actual = await EnsureUnnumberedAsync(topic, partitions, _options.TopicSettings, cancellationToken);
        return new TopicDescription(topic, partitions, await _registry.EpochOfAsync(topic, actual.Id, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var actual = Known(await _admin.DescribeAsync(topic, KnownId(topic), cancellationToken), partitions);
        return new TopicDescription(topic, partitions, await _registry.EpochOfAsync(topic, actual.Id, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken)
    {
        var state = await DescribeAsync(topic, cancellationToken);
        var largest = await _admin.MaxRecordBytesAsync(topic, cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ThrowUnlessKnown(state);
            if (!_producers.TryGetValue(topic, out var producer) || producer.IsBroken || producer.Topic != state)
            {
                producer?.Break("the topic has changed");
                _producers[topic] = producer = new KafkaProducer(state, _options, _time, _trouble);
            }

            return new KafkaLogWriter(this, producer, largest);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken)
    {
        var state = await DescribeAsync(partition.Topic, cancellationToken);
        var range = await RangeAsync(partition, cancellationToken);
        if (from < range.Start || from > range.End)
        {
            throw new OffsetOutOfRangeException(partition, from, range);
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ThrowUnlessKnown(state);
            var reader = new KafkaLogReader(_consumers.Take(partition), from, _trouble, OutOfRangeAsync, CloseAsync);
            _readers.Add(reader);
            return reader;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            return await _admin.RangeAsync(partition, cancellationToken);
        }
        catch (EventLogException)
        {
            // Of a topic that is gone, librdkafka says that it found no leader.
            await DescribeAsync(partition.Topic, cancellationToken);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _groups.CommitAsync(group, partition, commit, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return await _groups.CommittedAsync(group, partition, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _admin.TrimAsync(partition, before, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        KafkaLogReader[] readers;
        KafkaProducer[] producers;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            readers = [.. _readers];
            producers = [.. _producers.Values];
        }

        await _watch.DisposeAsync();
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }

        await Task.WhenAll(producers.Select(producer => producer.EndAsync()));
        await _consumers.EndAsync();
        await Task.Run(_groups.End);
        await Task.Run(_admin.Dispose);
        _registry.Dispose();
    }

    private async Task<TopicState> EnsureUnnumberedAsync(
        string topic, int partitions, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Known(await _admin.EnsureAsync(topic, partitions, settings, cancellationToken), partitions);
    }

    private ValueTask CloseAsync(KafkaLogReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
        }

        return _consumers.ReturnAsync(reader.Lease);
    }

    // Who ensured a topic goes on with that one, whose epoch it knows; never with a later one of the same name.
    private async Task<TopicState> DescribeAsync(string topic, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var state = await _admin.DescribeAsync(topic, KnownId(topic), cancellationToken);
        lock (_gate)
        {
            _ids.TryAdd(topic, state.Id);
            ThrowUnlessKnown(state);
        }

        return state;
    }

    // Under the lock.
    private void ThrowUnlessKnown(TopicState state)
    {
        if (_ids[state.Name] != state.Id)
        {
            throw _trouble.Failure($"topic {state.Name}", TopicWatch.CreatedAgain);
        }
    }

    // Why a reader's offset is not in the log: the topic is another one, or was trimmed.
    private async Task<EventLogException> OutOfRangeAsync(TopicPartition partition, long offset, CancellationToken cancellationToken)
    {
        await DescribeAsync(partition.Topic, cancellationToken);
        return new OffsetOutOfRangeException(partition, offset, await RangeAsync(partition, cancellationToken));
    }

    // From here on this is the topic of its name.
    private TopicState Known(TopicState actual, int partitions)
    {
        if (actual.Partitions != partitions)
        {
            throw new TopicMismatchException(actual.Name, actual.Partitions, partitions);
        }

        // Whoever is at work on the one before must not go on in this one, and the watch compares with this one from now on.
        (KafkaProducer? Writing, KafkaLogReader[] Reading) users = (null, []);
        lock (_gate)
        {
            if (_ids.TryGetValue(actual.Name, out var before) && before != actual.Id)
            {
                users = TakeUsers(actual.Name);
            }

            _ids[actual.Name] = actual.Id;
        }

        End(actual.Name, TopicWatch.CreatedAgain, users);
        return actual;
    }

    private string? KnownId(string topic)
    {
        lock (_gate)
        {
            return _ids.GetValueOrDefault(topic);
        }
    }

    private Dictionary<string, string> TopicsInUse()
    {
        lock (_gate)
        {
            return _readers.Select(reader => reader.Partition.Topic)
                .Concat(_producers.Where(producer => !producer.Value.IsBroken).Select(producer => producer.Key))
                .Distinct().ToDictionary(topic => topic, topic => _ids[topic]);
        }
    }

    // By the time that the watch is sure, somebody else may have found the new topic, and others may be at work on that one.
    private void OnChanged(string topic, string id, string how)
    {
        (KafkaProducer? Writing, KafkaLogReader[] Reading) users;
        lock (_gate)
        {
            users = _ids[topic] == id ? TakeUsers(topic) : (null, []);
        }

        End(topic, how, users);
    }

    // Under the lock.
    private (KafkaProducer? Writing, KafkaLogReader[] Reading) TakeUsers(string topic)
    {
        _producers.Remove(topic, out var producer);
        return (producer, [.. _readers.Where(reader => reader.Partition.Topic == topic)]);
    }

    private void End(string topic, string how, (KafkaProducer? Writing, KafkaLogReader[] Reading) users)
    {
        users.Writing?.Break(_trouble.Text($"the topic {how}"));
        foreach (var reader in users.Reading)
        {
            reader.Fail(_trouble.Failure($"topic {topic}", how));
        }
    }
}
