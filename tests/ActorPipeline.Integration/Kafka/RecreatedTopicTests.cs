using System.Text;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Log;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;
using TopicPartition = ActorPipeline.Log.TopicPartition;

namespace ActorPipeline.Integration.Kafka;

/// <summary>A topic that is deleted, or deleted and created again under the same name, is never taken for the one before.</summary>
public sealed class RecreatedTopicTests(SharedServers servers)
{
    private readonly string _topic = KafkaLogs.NewTopic();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_epoch_stays_while_the_topic_does_and_grows_with_each_new_one()
    {
        var (log, admin) = await OpenAsync();
        await using var closing = log;
        using var client = admin;
        var first = await log.EnsureTopicAsync(_topic, 1, Ended);
        Assert.Equal(first, await log.EnsureTopicAsync(_topic, 1, Ended));

        await DeleteAsync(admin);
        var second = await log.EnsureTopicAsync(_topic, 1, Ended);
        await DeleteAsync(admin);
        var third = await log.EnsureTopicAsync(_topic, 1, Ended);

        Assert.True(first.Epoch < second.Epoch && second.Epoch < third.Epoch, $"{first}, {second}, {third}");
    }

    [Fact]
    public async Task Nodes_that_see_a_new_topic_at_once_agree_on_its_epoch()
    {
        var bootstrap = (await servers.KafkaOrSkipAsync(Ended)).BootstrapServers;
        var logs = Enumerable.Range(0, 4).Select(_ => KafkaLogs.Open(bootstrap)).ToList();

        var seen = await Task.WhenAll(logs.Select(log => log.EnsureTopicAsync(_topic, 2, Ended).AsTask()));

        Assert.Single(seen.Distinct());
        foreach (var log in logs)
        {
            await log.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_reader_of_a_topic_created_again_fails_instead_of_going_on_with_the_new_one()
    {
        var (log, admin) = await OpenAsync();
        await using var closing = log;
        using var client = admin;
        await log.EnsureTopicAsync(_topic, 1, Ended);
        await AppendAsync(log, "old");
        await using var reader = await log.OpenReaderAsync(new TopicPartition(_topic, 0), 0, Ended);
        Assert.Equal(1, (await reader.ReadAsync(1000, Ended)).Count);
        var waiting = reader.ReadAsync(1000, Ended).AsTask();

        await CreateAgainAsync(admin);

        var failure = await Assert.ThrowsAnyAsync<EventLogException>(() => Deadline.For(waiting, Ended));
        Assert.Contains(_topic, failure.Message, StringComparison.Ordinal);
        Assert.Contains("created again", (await Assert.ThrowsAsync<EventLogException>(async () => await reader.ReadAsync(1000, Ended))).Message, StringComparison.Ordinal);
        Assert.Contains("created again", (await Assert.ThrowsAsync<EventLogException>(async () => await log.OpenWriterAsync(_topic, Ended))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_for_the_topic_as_it_is_now_writes_to_the_new_one_and_ends_what_is_open_on_the_one_before()
    {
        var (log, admin) = await OpenAsync();
        await using var closing = log;
        using var client = admin;
        var first = await log.EnsureTopicAsync(_topic, 1, Ended);
        await AppendAsync(log, "old");
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        await CreateAgainAsync(admin);
        Assert.Contains("created again", (await Assert.ThrowsAsync<EventLogException>(async () => await log.OpenWriterAsync(_topic, Ended))).Message, StringComparison.Ordinal);

        Assert.True((await log.FindTopicAsync(_topic, 1, Ended)).Epoch > first.Epoch);

        await Assert.ThrowsAsync<LogWriterFailedException>(async () => await writer.AppendAsync(0, KafkaLogs.Text("of the one before"), Ended));
        await AppendAsync(log, "new");
        await using var reader = await log.OpenReaderAsync(new TopicPartition(_topic, 0), 0, Ended);
        Assert.Equal("new", Encoding.UTF8.GetString((await reader.ReadAsync(1000, Ended)).Records[0].Value.Span));
    }

    [Fact]
    public async Task A_reader_and_a_writer_of_a_deleted_topic_fail_with_its_name()
    {
        var (log, admin) = await OpenAsync();
        await using var closing = log;
        using var client = admin;
        await log.EnsureTopicAsync(_topic, 1, Ended);
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        await using var reader = await log.OpenReaderAsync(new TopicPartition(_topic, 0), 0, Ended);
        var waiting = reader.ReadAsync(1000, Ended).AsTask();

        await DeleteAsync(admin);

        var failure = await Assert.ThrowsAsync<EventLogException>(() => Deadline.For(waiting, Ended));
        Assert.Contains($"topic {_topic}: was deleted", failure.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<LogWriterFailedException>(async () => await writer.AppendAsync(0, KafkaLogs.Text("late"), Ended));
        Assert.Contains(_topic, refused.Message, StringComparison.Ordinal);
        var unasked = await Assert.ThrowsAsync<EventLogException>(async () => await log.RangeAsync(new TopicPartition(_topic, 0), Ended));
        Assert.Contains($"topic {_topic}: does not exist", unasked.Message, StringComparison.Ordinal);
    }

    private async Task<(IEventLog Log, IAdminClient Admin)> OpenAsync()
    {
        var bootstrap = (await servers.KafkaOrSkipAsync(Ended)).BootstrapServers;
        var log = KafkaLogs.Open(bootstrap);
        return (log, new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build());
    }

    private async Task AppendAsync(IEventLog log, string text)
    {
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        await writer.AppendAsync(0, KafkaLogs.Text(text), Ended);
    }

    // By another node.
    private async Task CreateAgainAsync(IAdminClient admin)
    {
        await DeleteAsync(admin);
        await using var other = KafkaLogs.Open((await servers.KafkaOrSkipAsync(Ended)).BootstrapServers);
        await other.EnsureTopicAsync(_topic, 1, Ended);
    }

    // The answer says that the topic is marked; describing it tells when it is gone.
    private async Task DeleteAsync(IAdminClient admin)
    {
        await admin.DeleteTopicsAsync([_topic]);
        await Deadline.UntilAsync(IsGoneAsync, gone => gone, Ended);

        async Task<bool> IsGoneAsync()
        {
            try
            {
                await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([_topic]));
                return false;
            }
            catch (DescribeTopicsException e)
            {
                return e.Results.TopicDescriptions[0].Error.Code == ErrorCode.UnknownTopicOrPart;
            }
        }
    }
}
