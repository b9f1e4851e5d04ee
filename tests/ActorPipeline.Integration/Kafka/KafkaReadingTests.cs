using System.Text;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;
using Confluent.Kafka;
using Xunit;
using TopicPartition = ActorPipeline.Log.TopicPartition;

namespace ActorPipeline.Integration.Kafka;

/// <summary>What readers and writers of real topics meet.</summary>
public sealed class KafkaReadingTests(SharedServers servers)
{
    private readonly string _topic = KafkaLogs.NewTopic();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_overtaken_by_trimming_fails_with_what_there_is()
    {
        await using var log = await OpenAsync(1, new KafkaLogOptions { BootstrapServers = "", ReadBufferBytes = 1 << 10 });
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => writer.AppendAsync(0, Large(), Ended).AsTask()));
        await using var reader = await log.OpenReaderAsync(At(0), 0, Ended);
        await reader.ReadAsync(1, Ended);

        await log.TrimAsync(At(0), 40, Ended);

        var refused = await Assert.ThrowsAsync<OffsetOutOfRangeException>(async () =>
        {
            while (true)
            {
                await Deadline.For(reader.ReadAsync(1, Ended).AsTask(), Ended);
            }
        });
        Assert.Equal(new OffsetRange(40, 40), refused.Range);
    }

    [Fact]
    public async Task Aborted_and_open_transactions_are_not_seen_and_offsets_are_the_real_ones()
    {
        await using var log = await OpenAsync(1);
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = await BootstrapAsync(), TransactionalId = _topic }).Build();
        producer.InitTransactions(Deadline.Limit);
        await InTransactionAsync(producer, "a", producer.CommitTransaction);
        await InTransactionAsync(producer, "aborted", producer.AbortTransaction);
        await InTransactionAsync(producer, "b", producer.CommitTransaction);
        producer.BeginTransaction();
        await producer.ProduceAsync(_topic, new Message<Null, string> { Value = "open" }, Ended);

        await using var reader = await log.OpenReaderAsync(At(0), 0, Ended);
        var read = new List<(long, string)>();
        while (read.Count < 2)
        {
            var batch = await reader.ReadAsync(1000, Ended);
            for (var i = 0; i < batch.Count; i++)
            {
                read.Add((batch[i].Offset, Encoding.UTF8.GetString(batch[i].Value.Span)));
            }
        }

        // Every transaction is followed by its mark, also the last one that is seen.
        Assert.Equal([(0, "a"), (4, "b")], read);
        var last = await Deadline.For(reader.ReadAsync(1000, Ended).AsTask(), Ended);
        Assert.Equal((0, 6), (last.Count, last.Next));
        Assert.Equal(new OffsetRange(0, 6), await log.RangeAsync(At(0), Ended));
        producer.AbortTransaction(Deadline.Limit);
    }

    [Fact]
    public async Task A_reader_that_stands_still_does_not_stop_the_others()
    {
        await using var log = await OpenAsync(2, new KafkaLogOptions { BootstrapServers = "", ReadBufferBytes = 64 << 10 });
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        await using var still = await log.OpenReaderAsync(At(0), 0, Ended);
        await using var busy = await log.OpenReaderAsync(At(1), 0, Ended);
        var filling = Enumerable.Range(0, 100).SelectMany(_ => (Task[])[writer.AppendAsync(0, Large(), Ended).AsTask(), writer.AppendAsync(1, Large(), Ended).AsTask()]);
        await Task.WhenAll(filling);

        var bytes = 0L;
        while (bytes < 100 * 100_000)
        {
            bytes += (await Deadline.For(busy.ReadAsync(1 << 20, Ended).AsTask(), Ended)).Bytes;
        }

        Assert.Equal(0, (await still.ReadAsync(1, Ended))[0].Offset);
    }

    [Fact]
    public async Task Two_readers_of_one_partition_each_read_all_of_it()
    {
        await using var log = await OpenAsync(1);
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        await AppendManyAsync(writer, 10);

        var readers = Enumerable.Range(0, 3).Select(_ => KafkaLogs.ReadTextsAsync(log, At(0), 0, 10, Ended));

        Assert.All(await Task.WhenAll(readers), texts => Assert.Equal(10, texts.Count));
    }

    [Fact]
    public async Task A_disposed_reader_ends_its_wait()
    {
        await using var log = await OpenAsync(1);
        var reader = await log.OpenReaderAsync(At(0), 0, Ended);
        var waiting = reader.ReadAsync(1000, Ended).AsTask();

        await reader.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.For(waiting, Ended));
    }

    [Fact]
    public async Task A_record_as_large_as_allowed_comes_through_and_a_larger_one_is_refused_without_breaking_the_writer()
    {
        await using var log = await OpenAsync(1);
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        var most = new KafkaLogOptions { BootstrapServers = "" }.MaxRecordBytes;
        var noise = new byte[most + 1];
        new Random(7).NextBytes(noise);

        var refused = await Assert.ThrowsAsync<EventLogException>(async () => await writer.AppendAsync(0, new[] { new NewRecord(noise, 1) }, Ended));
        Assert.Contains($"the most is {most}", refused.Message, StringComparison.Ordinal);
        await writer.AppendAsync(0, new[] { new NewRecord(noise.AsMemory(0, most), 1) }, Ended);

        await using var reader = await log.OpenReaderAsync(At(0), 0, Ended);
        Assert.True((await reader.ReadAsync(1, Ended))[0].Value.Span.SequenceEqual(noise.AsSpan(0, most)));
    }

    [Fact]
    public async Task Appends_beyond_the_buffer_wait_their_turn_and_keep_their_order()
    {
        await using var log = await OpenAsync(1, new KafkaLogOptions { BootstrapServers = "", WriteBufferBytes = 1000 });
        await using var writer = await log.OpenWriterAsync(_topic, Ended);

        await AppendManyAsync(writer, 200);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), await KafkaLogs.ReadTextsAsync(log, At(0), 0, 200, Ended));
    }

    private static async Task AppendManyAsync(ILogWriter writer, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => writer.AppendAsync(0, KafkaLogs.Text($"{i}"), Ended).AsTask()));

    // Not to be compressed: a request carries about ten of them.
    private static NewRecord[] Large()
    {
        var noise = new byte[100_000];
        new Random(7).NextBytes(noise);
        return [new NewRecord(noise, 1)];
    }

    private async Task InTransactionAsync(IProducer<Null, string> producer, string value, Action end)
    {
        producer.BeginTransaction();
        await producer.ProduceAsync(_topic, new Message<Null, string> { Value = value }, Ended);
        end();
    }

    private TopicPartition At(int partition) => new(_topic, partition);

    private async Task<string> BootstrapAsync() => (await servers.KafkaOrSkipAsync(Ended)).BootstrapServers;

    private async Task<IEventLog> OpenAsync(int partitions, KafkaLogOptions? options = null)
    {
        var bootstrap = await BootstrapAsync();
        var log = KafkaLogs.Open((options ?? new KafkaLogOptions { BootstrapServers = bootstrap }) with { BootstrapServers = bootstrap });
        await log.EnsureTopicAsync(_topic, partitions, Ended);
        return log;
    }
}
