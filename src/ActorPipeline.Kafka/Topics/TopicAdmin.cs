using System.Globalization;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaPartition = Confluent.Kafka.TopicPartition;
using TopicPartition = ActorPipeline.Log.TopicPartition;

namespace ActorPipeline.Kafka.Topics;

/// <summary>Creates, describes and trims topics. All members may be called concurrently; every failure is an <see cref="EventLogException"/>.</summary>
/// <remarks>
/// Confluent.Kafka's client ends itself for good when it cannot read an answer (<c>AdminClient.StartPollTask</c>): what it was asked is never answered,
/// and every later call throws <see cref="ObjectDisposedException"/>. It was seen once while a broker was killed under load. Such a client is replaced.
/// </remarks>
internal sealed class TopicAdmin : IDisposable
{
    private const int MostCopies = 3;
    private const string MaxMessageBytes = "max.message.bytes";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // How long a broker may not know yet what another one has said.
    private static readonly TimeSpan Spreading = TimeSpan.FromSeconds(2);

    // How much longer than a request may take its answer may be on the way from the client.
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(2);

    private readonly KafkaLogOptions _options;
    private readonly TimeProvider _time;
    private readonly KafkaTrouble _trouble;
    private readonly Func<IAdminClient> _connect;
    private readonly Patience _patience;
    private readonly SemaphoreSlim _probe = new(1);
    private readonly Lock _gate = new();
    private IAdminClient _client;
    private bool _isDisposed;

    // Set when a request failed as if no broker were there.
    private volatile bool _isSuspect;

    /// <exception cref="EventLogException">A setting is refused.</exception>
    public TopicAdmin(KafkaLogOptions options, TimeProvider time, KafkaTrouble trouble)
        : this(options, time, trouble, () => Connect(options, trouble))
    {
    }

    /// <summary>Makes one whose clients are made in a given way.</summary>
    internal TopicAdmin(KafkaLogOptions options, TimeProvider time, KafkaTrouble trouble, Func<IAdminClient> connect)
    {
        (_options, _time, _trouble, _connect) = (options, time, trouble, connect);
        _patience = new Patience(time, options.RequestTimeout);
        _client = connect();
    }

    private IAdminClient Client => Volatile.Read(ref _client);

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            if (!HasEnded(_client))
            {
                _client.Dispose();
            }
        }

        _probe.Dispose();
    }

    /// <summary>Creates a topic unless there is one, and waits until all its partitions have a leader.</summary>
    internal async Task<TopicState> EnsureAsync(string topic, int partitions, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        if (await FindAsync(topic, cancellationToken) is { } existing)
        {
            return existing;
        }

        await CreateAsync(topic, partitions, settings, cancellationToken);
        return await FindWithinAsync(_options.RequestTimeout, topic, null, cancellationToken)
            ?? throw _trouble.Failure($"topic {topic}", $"was created, but is not there after {_options.RequestTimeout.TotalSeconds:0} s");
    }

    /// <summary>A topic as it is now.</summary>
    /// <param name="expectedId">The id it had before, or null.</param>
    /// <returns>The topic; of another id than expected where brokers keep saying so.</returns>
    /// <exception cref="EventLogException">There is none, or Kafka does not answer.</exception>
    internal async Task<TopicState> DescribeAsync(string topic, string? expectedId, CancellationToken cancellationToken) =>
        await FindWithinAsync(Spreading, topic, expectedId, cancellationToken) ?? throw _trouble.Failure($"topic {topic}", "does not exist");

    /// <summary>The ids that topics have now; null for one that does not exist.</summary>
    internal async Task<Dictionary<string, string?>> IdsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        var descriptions = await CallAsync("topics", timeout => DescribeAllAsync(topics, timeout), cancellationToken);
        return descriptions.Where(description => !description.Error.IsError || IsMissing(description.Error))
            .ToDictionary(description => description.Name, description => description.Error.IsError ? null : description.TopicId.ToString());
    }

    internal Task<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) =>
        CallAsync($"offsets of {partition}", async timeout =>
        {
            var request = new ListOffsetsOptions
            {
                RequestTimeout = timeout,
                IsolationLevel = KafkaSettings.ReadsUncommitted(_options) ? IsolationLevel.ReadUncommitted : IsolationLevel.ReadCommitted,
            };
            var earliest = Client.ListOffsetsAsync([Spec(partition, OffsetSpec.Earliest())], request);
            var latest = Client.ListOffsetsAsync([Spec(partition, OffsetSpec.Latest())], request);
            await Task.WhenAll(earliest, latest);
            if (new OffsetRange(OffsetOf(await earliest), OffsetOf(await latest)) is { Start: >= 0, End: >= 0 } range)
            {
                return range;
            }

            // Where the leader is gone the answer is no offset and no error either, until the client has looked for another one.
            throw new KafkaException(Confluent.Kafka.ErrorCode.LeaderNotAvailable);
        }, cancellationToken);

    internal Task TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) =>
        CallAsync($"trimming {partition} before offset {before}", timeout =>
        {
            var to = new TopicPartitionOffset(partition.Topic, partition.Partition, before);
            return Client.DeleteRecordsAsync([to], new DeleteRecordsOptions { RequestTimeout = timeout, OperationTimeout = timeout });
        }, cancellationToken);

    internal Task<int> MaxRecordBytesAsync(string topic, CancellationToken cancellationToken) =>
        CallAsync($"settings of topic {topic}", async timeout =>
        {
            var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
            var settings = await Client.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = timeout });
            var allowed = long.Parse(settings[0].Entries[MaxMessageBytes].Value, CultureInfo.InvariantCulture) - KafkaSettings.RecordOverhead;
            return (int)Math.Clamp(allowed, 0, _options.MaxRecordBytes);
        }, cancellationToken);

    /// <exception cref="EventLogException">A setting is refused.</exception>
    private static IAdminClient Connect(KafkaLogOptions options, KafkaTrouble trouble)
    {
        try
        {
            return new AdminClientBuilder(KafkaSettings.Admin(options))
                .SetErrorHandler((_, error) => trouble.Note((Binding.ErrorCode)error.Code, error.Reason))
                .SetLogHandler((_, line) => trouble.Say((int)line.Level, line.Facility, line.Message))
                .Build();
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new EventLogException($"Kafka's client refuses its settings: {refused.Message}", refused);
        }
    }

    private static TopicPartitionOffsetSpec Spec(TopicPartition partition, OffsetSpec spec) =>
        new() { TopicPartition = new KafkaPartition(partition.Topic, partition.Partition), OffsetSpec = spec };

    private static long OffsetOf(ListOffsetsResult result) => result.ResultInfos[0].TopicPartitionOffsetError.Offset.Value;

    private static bool IsMissing(Error error) => error.Code is Confluent.Kafka.ErrorCode.UnknownTopicOrPart or Confluent.Kafka.ErrorCode.UnknownTopicId;

    private async Task CreateAsync(string topic, int partitions, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var copies = _options.ReplicationFactor > 0 ? _options.ReplicationFactor : await DefaultCopiesAsync(cancellationToken);
        var configs = new Dictionary<string, string>
        {
            [MaxMessageBytes] = ((long)_options.MaxRecordBytes + KafkaSettings.RecordOverhead).ToString(CultureInfo.InvariantCulture),

            // With three copies one broker may be down, and what is acknowledged is still on two.
            ["min.insync.replicas"] = copies >= MostCopies ? "2" : "1",

            // Brokers refuse records from more than an hour ahead of their clock: a node whose own is wrong could not even say so.
            ["message.timestamp.after.max.ms"] = long.MaxValue.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in settings)
        {
            configs[name] = value;
        }

        var wanted = new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = (short)copies, Configs = configs };
        await CallAsync($"creating topic {topic}", async timeout =>
        {
            try
            {
                await Client.CreateTopicsAsync([wanted], new CreateTopicsOptions { RequestTimeout = timeout, OperationTimeout = timeout });
            }
            catch (CreateTopicsException e) when (e.Results.All(result => result.Error.Code == Confluent.Kafka.ErrorCode.TopicAlreadyExists))
            {
                // Another node was faster.
            }

            return true;
        }, cancellationToken);
    }

    private Task<int> DefaultCopiesAsync(CancellationToken cancellationToken) =>
        CallAsync("the brokers", async timeout =>
        {
            var cluster = await Client.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = timeout });
            return Math.Min(MostCopies, cluster.Nodes.Count);
        }, cancellationToken);

    /// <summary>Looks for a topic until it is there with the expected id, or time is up; returns what was found last.</summary>
    private async Task<TopicState?> FindWithinAsync(TimeSpan limit, string topic, string? expectedId, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            var found = await FindAsync(topic, cancellationToken);
            if ((found is not null && (expectedId is null || found.Id == expectedId)) || _time.GetElapsedTime(began) > limit)
            {
                return found;
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    /// <summary>A topic, all of whose partitions have a leader; null when there is none.</summary>
    private Task<TopicState?> FindAsync(string topic, CancellationToken cancellationToken) =>
        CallAsync($"topic {topic}", async timeout =>
        {
            var description = (await DescribeAllAsync([topic], timeout))[0];
            if (IsMissing(description.Error))
            {
                return null;
            }

            var state = new TopicState(topic, description.TopicId.ToString(), description.Partitions.Count);
            return description.Error.IsError ? throw new KafkaException(description.Error)
                : description.Partitions.All(partition => partition.Leader is { Id: >= 0 }) ? state
                : throw new KafkaException(Confluent.Kafka.ErrorCode.LeaderNotAvailable);
        }, cancellationToken);

    private async Task<List<Confluent.Kafka.Admin.TopicDescription>> DescribeAllAsync(IReadOnlyCollection<string> topics, TimeSpan timeout)
    {
        try
        {
            var found = await Client.DescribeTopicsAsync(TopicCollection.OfTopicNames(topics), new DescribeTopicsOptions { RequestTimeout = timeout });
            return found.TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions;
        }
    }

    private async Task<T> CallAsync<T>(string what, Func<TimeSpan, Task<T>> call, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            return await _patience.TryAsync(
                timeout => UnlessRefusedAsync(what, TryAsync(call, timeout, cancellationToken), cancellationToken), CodeOf, cancellationToken);
        }
        catch (KafkaException e)
        {
            throw _trouble.Failure(what, ErrorOf(e).Reason, e);
        }

        // A topic that was created just now is not known to every broker yet.
        Binding.ErrorCode? CodeOf(Exception failure)
        {
            var code = failure is KafkaException e ? (Binding.ErrorCode?)ErrorOf(e).Code : null;
            return code == Binding.ErrorCode.UnknownTopic && _time.GetElapsedTime(began) < Spreading ? Binding.ErrorCode.LeaderNotAvailable : code;
        }
    }

    // A request that waits for its broker makes librdkafka 2.15 connect again as soon as a connection is refused (rd_kafka_broker_schedule_connection):
    // a thousand times a second. A question for metadata does not, so that comes first where brokers may be away.
    private async Task<T> TryAsync<T>(Func<TimeSpan, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            if (_isSuspect)
            {
                await ProbeAsync(timeout, cancellationToken);
            }

            return await call(timeout).WaitAsync(timeout + OnTheWay, _time, cancellationToken);
        }
        catch (KafkaException e) when (ErrorOf(e).Code is Confluent.Kafka.ErrorCode.Local_TimedOut or Confluent.Kafka.ErrorCode.Local_Transport)
        {
            _isSuspect = true;
            throw;
        }
        catch (Exception e) when (e is TimeoutException or ObjectDisposedException)
        {
            if (!ReplaceEnded())
            {
                throw;
            }

            throw new KafkaException(Confluent.Kafka.ErrorCode.Local_Transport);
        }
    }

    /// <summary>Makes a new client where the present one has ended by itself.</summary>
    /// <returns>False when this object was disposed of.</returns>
    private bool ReplaceEnded()
    {
        lock (_gate)
        {
            if (!_isDisposed && HasEnded(_client))
            {
                _trouble.Say(3, "ADMIN", "Confluent.Kafka's admin client could not read an answer and has ended: it is replaced");
                Volatile.Write(ref _client, _connect());
            }

            return !_isDisposed;
        }
    }

    // One that has ended by itself must not be disposed of: it would destroy its queue a second time. To add no brokers does no harm.
    private static bool HasEnded(IAdminClient client)
    {
        try
        {
            client.AddBrokers("");
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private async Task ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!await _probe.WaitAsync(timeout, cancellationToken))
        {
            throw new KafkaException(Confluent.Kafka.ErrorCode.Local_TimedOut);
        }

        try
        {
            if (_isSuspect)
            {
                // Of all topics: where one is named, Confluent.Kafka 2.15 may release the client with the handle of the topic.
                await Task.Run(() => Client.GetMetadata(timeout), cancellationToken);
                _isSuspect = false;
            }
        }
        finally
        {
            _probe.Release();
        }
    }

    private async Task<T> UnlessRefusedAsync<T>(string what, Task<T> answer, CancellationToken cancellationToken)
    {
        var refused = _trouble.Refused();
        if (await Task.WhenAny(answer, refused).WaitAsync(cancellationToken) == refused && !answer.IsCompleted)
        {
            // It still ends at its own time-out; nobody waits for that.
            _ = answer.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw _trouble.Failure(what, await refused);
        }

        return await answer;
    }

    // The outer exception says no more than that something in its results failed.
    private static Error ErrorOf(KafkaException failure) => failure switch
    {
        CreateTopicsException e => e.Results.First(result => result.Error.IsError).Error,
        DeleteRecordsException e => e.Results.First(result => result.Error.IsError).Error,
        ListOffsetsException e => e.Result.ResultInfos.First(result => result.TopicPartitionOffsetError.Error.IsError).TopicPartitionOffsetError.Error,
        DescribeConfigsException e => e.Results.First(result => result.Error.IsError).Error,
        _ => failure.Error,
    };
}
