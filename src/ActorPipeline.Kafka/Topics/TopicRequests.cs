using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Topics;

/// <summary>What brokers say of a topic.</summary>
/// <param name="Error">Why there is nothing more to say, or none.</param>
/// <param name="Text">That in words.</param>
/// <param name="Id">Kafka's id of the topic, in base 64.</param>
/// <param name="HasLeaders">Whether each partition has a leader.</param>
internal sealed record TopicAnswer(string Name, ErrorCode Error, string Text, string Id, int Partitions, bool HasLeaders)
{
    internal bool IsMissing => Error is ErrorCode.UnknownTopic or ErrorCode.UnknownTopicId;
}

/// <summary>Single requests about topics, each tried once. Every failure is a <see cref="KafkaRequestException"/>.</summary>
/// <remarks>
/// All members may be called concurrently.
/// <para>
/// In librdkafka 2.16 requests that go to the leaders of partitions look for them on the caller's thread first
/// (<c>rd_kafka_topic_partition_list_query_leaders_async</c>). Where the client does not know a leader, and hears of one while that thread is still at it,
/// its own thread goes on with the request at the same time, and one of the two uses memory that the other one has freed. So a range is asked for by the
/// call that blocks, which is made otherwise, and a trim is only sent when the client has just heard of the leader.
/// </para>
/// </remarks>
internal sealed class TopicRequests : IDisposable
{
    private const int ErrorTextSize = 512;
    private readonly TimeProvider _time;
    private readonly KafkaHandle _client;
    private readonly PendingRequests _pending = new();
    private readonly BlockingCalls _blocking = new();

    /// <exception cref="EventLogException">A setting is refused.</exception>
    internal TopicRequests(KafkaLogOptions options, TimeProvider time, KafkaTrouble trouble)
    {
        _time = time;
        _client = new KafkaHandle(HandleKind.Consumer, KafkaSettings.Admin(options), trouble, OnEvent);
    }

    /// <summary>Ends the client; blocks until its threads have ended. What waits for an answer fails.</summary>
    public void Dispose()
    {
        _blocking.Dispose();
        _pending.End();
        _client.Destroy();
        _pending.FailAll();
    }

    internal unsafe Task<TopicAnswer[]> DescribeAsync(IReadOnlyCollection<string> topics, TimeSpan timeout) => SendAsync(
        options =>
        {
            var names = AdminMethods.TopicNamesNew([.. topics], (nuint)topics.Count);
            AdminMethods.DescribeTopics(_client.Pointer, names, options, _client.MainQueue);
            AdminMethods.TopicNamesDestroy(names);
        },
        happening =>
        {
            nuint count;
            var described = AdminMethods.DescribedTopics(happening, &count);
            return new ReadOnlySpan<IntPtr>(described, (int)count).ToArray().Select(Answer).ToArray();
        },
        timeout);

    internal unsafe Task<bool> CreateAsync(string topic, int partitions, int copies, IReadOnlyDictionary<string, string> settings, TimeSpan timeout)
    {
        var text = stackalloc byte[ErrorTextSize];
        var wanted = AdminMethods.NewTopicNew(topic, partitions, copies, text, ErrorTextSize);
        if (wanted == IntPtr.Zero)
        {
            throw new KafkaRequestException(ErrorCode.InvalidArgument, KafkaHandle.Text(text));
        }

        try
        {
            foreach (var (name, value) in settings)
            {
                Check(AdminMethods.NewTopicSet(wanted, name, value));
            }

            return SendAsync(
                options =>
                {
                    var one = wanted;
                    AdminMethods.CreateTopics(_client.Pointer, &one, 1, options, _client.MainQueue);
                },
                happening =>
                {
                    nuint count;
                    var created = AdminMethods.CreatedTopics(happening, &count)[0];
                    Check(AdminMethods.CreatedError(created), AdminMethods.CreatedErrorText(created));
                    return true;
                },
                timeout);
        }
        finally
        {
            AdminMethods.NewTopicDestroy(wanted);
        }
    }

    /// <summary>How many brokers there are.</summary>
    internal unsafe Task<int> BrokersAsync(TimeSpan timeout) => SendAsync(
        options => AdminMethods.DescribeCluster(_client.Pointer, options, _client.MainQueue),
        happening =>
        {
            nuint count;
            AdminMethods.DescribedBrokers(happening, &count);
            return (int)count;
        },
        timeout);

    /// <summary>A setting of a topic.</summary>
    internal unsafe Task<string> SettingAsync(string topic, string name, TimeSpan timeout) => SendAsync(
        options =>
        {
            var resource = AdminMethods.ResourceNew(AdminMethods.TopicResource, topic);
            AdminMethods.DescribeConfigs(_client.Pointer, &resource, 1, options, _client.MainQueue);
            AdminMethods.ResourceDestroy(resource);
        },
        happening => Setting(happening, name),
        timeout);

    /// <summary>Where a partition begins and ends.</summary>
    internal unsafe Task<OffsetRange> RangeAsync(TopicPartition partition, TimeSpan timeout, CancellationToken cancellationToken) => _blocking.RunAsync(
        milliseconds =>
        {
            var began = _time.GetTimestamp();
            HearOfLeader(partition, milliseconds);
            var left = Math.Max(1, milliseconds - (int)_time.GetElapsedTime(began).TotalMilliseconds);
            long start, end;
            var error = AdminMethods.Range(_client.Pointer, partition.Topic, partition.Partition, &start, &end, left);

            // It is there: its leader has gone since.
            Check(error == ErrorCode.UnknownPartition ? ErrorCode.LeaderNotAvailable : error);
            Check(start < 0 || end < 0 ? ErrorCode.LeaderNotAvailable : ErrorCode.None);
            return new OffsetRange(start, end);
        },
        timeout,
        cancellationToken);

    internal async Task<bool> TrimAsync(TopicPartition partition, long before, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _blocking.RunAsync(
            milliseconds =>
            {
                HearOfLeader(partition, milliseconds);
                return true;
            },
            timeout,
            cancellationToken);
        return await SendAsync(options => Trim(partition, before, options), Trimmed, timeout);
    }

    /// <summary>Waits until a broker answers.</summary>
    internal unsafe Task<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken) => _blocking.RunAsync(
        milliseconds =>
        {
            NativeMetadata* metadata;
            Check(AdminMethods.Metadata(_client.Pointer, 0, IntPtr.Zero, &metadata, milliseconds));
            AdminMethods.MetadataDestroy(metadata);
            return true;
        },
        timeout,
        cancellationToken);

    private static unsafe TopicAnswer Answer(IntPtr topic)
    {
        nuint count;
        var partitions = new ReadOnlySpan<IntPtr>(AdminMethods.TopicPartitions(topic, &count), (int)count);
        var error = AdminMethods.TopicError(topic);
        var hasLeaders = true;
        foreach (var partition in partitions)
        {
            var leader = AdminMethods.PartitionLeader(partition);
            hasLeaders &= leader != IntPtr.Zero && AdminMethods.BrokerId(leader) >= 0;
        }

        return new TopicAnswer(
            KafkaHandle.Text(AdminMethods.TopicName(topic)),
            error == IntPtr.Zero ? ErrorCode.None : AdminMethods.ErrorCodeOf(error),
            error == IntPtr.Zero ? "" : KafkaHandle.Text(NativeMethods.ErrorString(error)),
            KafkaHandle.Text(AdminMethods.IdText(AdminMethods.TopicId(topic))),
            partitions.Length,
            hasLeaders);
    }

    private static unsafe string Setting(IntPtr happening, string name)
    {
        nuint count;
        var resource = AdminMethods.DescribedResources(happening, &count)[0];
        Check(AdminMethods.ResourceError(resource), AdminMethods.ResourceErrorText(resource));
        foreach (var setting in new ReadOnlySpan<IntPtr>(AdminMethods.ResourceSettings(resource, &count), (int)count))
        {
            if (KafkaHandle.Text(AdminMethods.SettingName(setting)) == name)
            {
                return KafkaHandle.Text(AdminMethods.SettingValue(setting));
            }
        }

        throw new KafkaRequestException(ErrorCode.InvalidArgument, $"the broker does not know the setting {name}");
    }

    private static unsafe bool Trimmed(IntPtr happening)
    {
        Check(AdminMethods.Trimmed(happening)->Elements[0].Error);
        return true;
    }

    private static unsafe void Check(ErrorCode error, byte* text = null)
    {
        if (error != ErrorCode.None)
        {
            throw new KafkaRequestException(error, text == null ? null : KafkaHandle.Text(text));
        }
    }

    private static unsafe ErrorCode LeaderError(NativeMetadata* metadata, int partition)
    {
        if (metadata->TopicCount == 0)
        {
            return ErrorCode.UnknownTopic;
        }

        var topic = metadata->Topics[0];
        if (topic.Error != ErrorCode.None)
        {
            return topic.Error;
        }

        foreach (ref readonly var known in new ReadOnlySpan<NativeTopicPartition>(topic.Partitions, topic.PartitionCount))
        {
            if (known.Id == partition)
            {
                return known.Error != ErrorCode.None ? known.Error : known.Leader < 0 ? ErrorCode.LeaderNotAvailable : ErrorCode.None;
            }
        }

        return ErrorCode.UnknownTopic;
    }

    private unsafe void HearOfLeader(TopicPartition partition, int milliseconds)
    {
        var topic = NativeMethods.TopicNew(_client.Pointer, partition.Topic, IntPtr.Zero);
        if (topic == IntPtr.Zero)
        {
            throw new KafkaRequestException(NativeMethods.LastError());
        }

        try
        {
            NativeMetadata* metadata;
            Check(AdminMethods.Metadata(_client.Pointer, 0, topic, &metadata, milliseconds));
            var error = LeaderError(metadata, partition.Partition);
            AdminMethods.MetadataDestroy(metadata);
            Check(error);
        }
        finally
        {
            NativeMethods.TopicDestroy(topic);
        }
    }

    private unsafe void Trim(TopicPartition partition, long before, IntPtr options)
    {
        var list = NativeMethods.PartitionListNew(1);
        NativeMethods.PartitionListAdd(list, partition.Topic, partition.Partition)->Offset = before;
        var trim = AdminMethods.TrimNew(list);
        AdminMethods.Trim(_client.Pointer, &trim, 1, options, _client.MainQueue);
        AdminMethods.TrimDestroy(trim);
        NativeMethods.PartitionListDestroy(list);
    }

    // None of these calls fails: what is wrong with a request comes back as its answer.
    private unsafe Task<T> SendAsync<T>(Action<IntPtr> send, Func<IntPtr, T> read, TimeSpan timeout) => _pending.SendAsync(
        opaque =>
        {
            var options = AdminMethods.OptionsNew(_client.Pointer, AdminMethods.AnyRequest);
            try
            {
                var text = stackalloc byte[ErrorTextSize];
                var milliseconds = (int)timeout.TotalMilliseconds;
                AdminMethods.OptionsSetOpaque(options, opaque);
                var error = AdminMethods.OptionsSetRequestTimeout(options, milliseconds, text, ErrorTextSize);
                error = error == ErrorCode.None ? AdminMethods.OptionsSetOperationTimeout(options, milliseconds, text, ErrorTextSize) : error;
                if (error == ErrorCode.None)
                {
                    send(options);
                }

                return error;
            }
            finally
            {
                AdminMethods.OptionsDestroy(options);
            }
        },
        read);

    private void OnEvent(EventKinds kind, IntPtr happening)
    {
        if (kind != EventKinds.Error)
        {
            _pending.Answer(happening);
        }
    }
}
