using System.Globalization;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Topics;

/// <summary>Creates, describes and trims topics. All members may be called concurrently; every failure is an <see cref="EventLogException"/>.</summary>
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
    private readonly TopicRequests _requests;
    private readonly Patience _patience;
    private readonly SemaphoreSlim _probe = new(1);

    // Set when a request failed as if no broker were there.
    private volatile bool _isSuspect;

    /// <exception cref="EventLogException">A setting is refused.</exception>
    public TopicAdmin(KafkaLogOptions options, TimeProvider time, KafkaTrouble trouble)
    {
        (_options, _time, _trouble) = (options, time, trouble);
        _requests = new TopicRequests(options, time, trouble);
        _patience = new Patience(time, options.RequestTimeout);
    }

    public void Dispose()
    {
        _requests.Dispose();
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
        var answers = await CallAsync("topics", timeout => _requests.DescribeAsync(topics, timeout), cancellationToken);
        return answers.Where(answer => answer.Error == ErrorCode.None || answer.IsMissing)
            .ToDictionary(answer => answer.Name, answer => answer.IsMissing ? null : answer.Id);
    }

    internal Task<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) =>
        CallAsync($"offsets of {partition}", timeout => _requests.RangeAsync(partition, timeout, cancellationToken), cancellationToken);

    internal Task TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => CallAsync(
        $"trimming {partition} before offset {before}",
        timeout => _requests.TrimAsync(partition, before, timeout, cancellationToken),
        cancellationToken);

    internal async Task<int> MaxRecordBytesAsync(string topic, CancellationToken cancellationToken)
    {
        var setting = await CallAsync(
            $"settings of topic {topic}", timeout => _requests.SettingAsync(topic, MaxMessageBytes, timeout), cancellationToken);
        var allowed = long.Parse(setting, CultureInfo.InvariantCulture) - KafkaSettings.RecordOverhead;
        return (int)Math.Clamp(allowed, 0, _options.MaxRecordBytes);
    }

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

        await CallAsync($"creating topic {topic}", timeout => CreateUnlessThereAsync(topic, partitions, copies, configs, timeout), cancellationToken);
    }

    private async Task<bool> CreateUnlessThereAsync(string topic, int partitions, int copies, Dictionary<string, string> settings, TimeSpan timeout)
    {
        try
        {
            return await _requests.CreateAsync(topic, partitions, copies, settings, timeout);
        }
        catch (KafkaRequestException e) when (e.Code == ErrorCode.TopicExists)
        {
            // Another node was faster.
            return false;
        }
    }

    private async Task<int> DefaultCopiesAsync(CancellationToken cancellationToken) =>
        Math.Min(MostCopies, await CallAsync("the brokers", _requests.BrokersAsync, cancellationToken));

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
            var answer = (await _requests.DescribeAsync([topic], timeout))[0];
            return answer.IsMissing ? null
                : answer.Error != ErrorCode.None ? throw new KafkaRequestException(answer.Error, answer.Text)
                : answer.HasLeaders ? new TopicState(topic, answer.Id, answer.Partitions)
                : throw new KafkaRequestException(ErrorCode.LeaderNotAvailable);
        }, cancellationToken);

    private async Task<T> CallAsync<T>(string what, Func<TimeSpan, Task<T>> call, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            return await _patience.TryAsync(
                timeout => UnlessRefusedAsync(what, TryAsync(call, timeout, cancellationToken), cancellationToken), CodeOf, cancellationToken);
        }
        catch (KafkaRequestException e)
        {
            throw _trouble.Failure(what, e.Message, e);
        }

        // A topic that was created just now is not known to every broker yet.
        ErrorCode? CodeOf(Exception failure)
        {
            var code = (failure as KafkaRequestException)?.Code;
            return code == ErrorCode.UnknownTopic && _time.GetElapsedTime(began) < Spreading ? ErrorCode.LeaderNotAvailable : code;
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
        catch (KafkaRequestException e) when (e.Code is ErrorCode.TimedOut or ErrorCode.Transport)
        {
            _isSuspect = true;
            throw;
        }
        catch (TimeoutException)
        {
            throw new KafkaRequestException(ErrorCode.TimedOut);
        }
    }

    private async Task ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!await _probe.WaitAsync(timeout, cancellationToken))
        {
            throw new KafkaRequestException(ErrorCode.TimedOut);
        }

        try
        {
            if (_isSuspect)
            {
                await _requests.ProbeAsync(timeout, cancellationToken);
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
}
