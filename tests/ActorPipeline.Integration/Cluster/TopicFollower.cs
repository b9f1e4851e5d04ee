using ActorPipeline.Integration.Processes;
using Confluent.Kafka;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Reads a topic from its beginning for as long as the test runs, with Confluent's client and none of the product's code.</summary>
internal sealed class TopicFollower : IAsyncDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly List<TopicPartition> _partitions;
    private readonly long[] _next;
    private readonly Action<ConsumeResult<byte[], byte[]>> _onRecord;
    private readonly Task _running;

    private TopicFollower(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Action<ConsumeResult<byte[], byte[]>> onRecord)
    {
        (_consumer, _partitions, _onRecord) = (consumer, partitions, onRecord);
        _next = new long[partitions.Count];
        _running = Task.Factory.StartNew(Run, _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Begins to read a topic, once it is there.</summary>
    /// <param name="servers">The brokers.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="onRecord">Takes every record, in the order of its partition, on one thread.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<TopicFollower> StartAsync(
        string servers, string topic, Action<ConsumeResult<byte[], byte[]>> onRecord, CancellationToken cancellationToken)
    {
        var partitions = await Deadline.UntilAsync(() => Task.FromResult(PartitionsOf(servers, topic)), found => found.Count > 0, cancellationToken);
        var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = "reads-back",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 1_000,
        }).SetErrorHandler(static (_, _) => { }).SetLogHandler(static (_, _) => { }).Build();
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        return new TopicFollower(consumer, partitions, onRecord);
    }

    /// <summary>Waits until everything has been read that the topic holds now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var ends = await Deadline.UntilAsync(() => Task.FromResult(Ends()), found => found is not null, cancellationToken);
        await Deadline.UntilAsync(
            async () => _running.IsFaulted ? await ThrowAsync() : _partitions.Select((_, index) => Volatile.Read(ref _next[index])).ToList(),
            next => next.Zip(ends!).All(pair => pair.First >= pair.Second),
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _consumer.Dispose();
        _stop.Dispose();
    }

    private static List<TopicPartition> PartitionsOf(string servers, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).SetLogHandler(static (_, _) => { }).Build();
        var found = admin.GetMetadata(topic, RequestTimeout).Topics.Single();
        return found.Error.IsError ? [] : [.. found.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId)).OrderBy(partition => partition.Partition.Value)];
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (Consume() is { } record)
            {
                _onRecord(record);
                Volatile.Write(ref _next[record.Partition.Value], record.Offset.Value + 1);
            }
        }
    }

    // What a broker answers while it comes and goes is tried again by the client itself.
    private ConsumeResult<byte[], byte[]>? Consume()
    {
        try
        {
            return _consumer.Consume(Wait);
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            return null;
        }
    }

    // Null while a leader is away.
    private List<long>? Ends()
    {
        try
        {
            return [.. _partitions.Select(partition => _consumer.QueryWatermarkOffsets(partition, RequestTimeout).High.Value)];
        }
        catch (KafkaException exception) when (!exception.Error.IsFatal)
        {
            return null;
        }
    }

    private async Task<List<long>> ThrowAsync()
    {
        await _running;
        return [];
    }
}
