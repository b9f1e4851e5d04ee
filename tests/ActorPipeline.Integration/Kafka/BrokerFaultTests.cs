using System.Globalization;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Kafka;

/// <summary>Brokers that die, come back, or are not there.</summary>
public sealed class BrokerFaultTests
{
    private const int Appends = 400;
    private readonly string _topic = KafkaLogs.NewTopic();

    public BrokerFaultTests() => LongTests.RunOrSkip();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_is_killed_and_comes_back_costs_nothing_doubles_nothing_and_keeps_the_order()
    {
        await using var kafka = await KafkaServers.StartOrSkipAsync(1, Ended);
        await using var log = KafkaLogs.Open(kafka.BootstrapServers);
        await log.EnsureTopicAsync(_topic, 1, Ended);
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        var reading = KafkaLogs.ReadTextsAsync(log, At, 0, Appends, Ended);

        var appends = new List<Task<long>>();
        for (var i = 0; i < Appends; i++)
        {
            if (i == Appends / 4)
            {
                await appends[^1];
                await kafka.KillAsync(null, Ended);
            }

            appends.Add(writer.AppendAsync(0, KafkaLogs.Text(i.ToString(CultureInfo.InvariantCulture)), Ended).AsTask());
        }

        Assert.False(appends[^1].IsCompleted);
        await kafka.UpAsync(null, Ended);

        var offsets = await Deadline.For(Task.WhenAll(appends), Ended);
        Assert.Equal(Enumerable.Range(0, Appends).Select(i => (long)i), offsets);
        Assert.Equal(Enumerable.Range(0, Appends).Select(i => i.ToString(CultureInfo.InvariantCulture)), await Deadline.For(reading, Ended));
        Assert.Equal(new OffsetRange(0, Appends), await log.RangeAsync(At, Ended));
    }

    [Fact]
    public async Task A_group_s_offset_is_asked_for_while_its_coordinator_has_only_just_started()
    {
        const int Groups = 50;
        await using var kafka = await KafkaServers.StartOrSkipAsync(1, Ended);
        await using var log = KafkaLogs.Open(kafka.BootstrapServers);
        await log.EnsureTopicAsync(_topic, 1, Ended);

        // The topic of offsets is created by the first question; until it is loaded every answer is that it is not.
        var offsets = await Deadline.For(
            Task.WhenAll(Enumerable.Range(0, Groups).Select(group => log.CommittedAsync($"group-{group}", At, Ended).AsTask())), Ended);

        Assert.All(offsets, Assert.Null);
    }

    [Fact]
    public async Task Offsets_that_were_asked_for_in_vain_harm_nothing_when_the_broker_is_back()
    {
        await using var kafka = await KafkaServers.StartOrSkipAsync(1, Ended);
        await using var log = KafkaLogs.Open(new KafkaLogOptions { BootstrapServers = kafka.BootstrapServers, RequestTimeout = TimeSpan.FromSeconds(2) });
        await log.EnsureTopicAsync(_topic, 1, Ended);
        await log.CommitAsync("group", At, new GroupCommit(1, "before"), Ended);
        await kafka.KillAsync(null, Ended);

        await Assert.ThrowsAsync<EventLogException>(async () => await log.CommittedAsync("group", At, Ended));
        await Assert.ThrowsAsync<EventLogException>(async () => await log.CommittedAsync("another", At, Ended));
        await Assert.ThrowsAsync<EventLogException>(async () => await log.CommitAsync("group", At, new GroupCommit(2, "lost"), Ended));
        await kafka.UpAsync(null, Ended);

        await Deadline.UntilAsync(() => CommittedAsync(log), commit => commit is not null, Ended);
        await log.CommitAsync("group", At, new GroupCommit(3, "after"), Ended);
        Assert.Equal(new GroupCommit(3, "after"), await log.CommittedAsync("group", At, Ended));
        Assert.Null(await log.CommittedAsync("another", At, Ended));
    }

    private async Task<GroupCommit?> CommittedAsync(KafkaEventLog log)
    {
        try
        {
            return await log.CommittedAsync("group", At, Ended);
        }
        catch (EventLogException)
        {
            return null;
        }
    }

    [Fact]
    public async Task A_leader_that_is_killed_costs_nothing_doubles_nothing_and_keeps_the_order()
    {
        await using var kafka = await KafkaServers.StartOrSkipAsync(3, Ended);
        await using var log = KafkaLogs.Open(kafka.BootstrapServers);
        await log.EnsureTopicAsync(_topic, 3, Ended);
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        var reading = Enumerable.Range(0, 3).Select(p => KafkaLogs.ReadTextsAsync(log, new TopicPartition(_topic, p), 0, Appends, Ended)).ToList();

        var appends = new List<Task<long>>();
        for (var i = 0; i < Appends; i++)
        {
            if (i == Appends / 4)
            {
                await kafka.KillAsync(2, Ended);
            }

            for (var p = 0; p < 3; p++)
            {
                appends.Add(writer.AppendAsync(p, KafkaLogs.Text(i.ToString(CultureInfo.InvariantCulture)), Ended).AsTask());
            }
        }

        await AssertAnswersAsync(log);
        await Deadline.For(Task.WhenAll(appends), Ended);
        foreach (var texts in await Deadline.For(Task.WhenAll(reading), Ended))
        {
            Assert.Equal(Enumerable.Range(0, Appends).Select(i => i.ToString(CultureInfo.InvariantCulture)), texts);
        }
    }

    /// <summary>Asserts that leaders, controller and coordinators are found: whichever broker they were at.</summary>
    private async Task AssertAnswersAsync(KafkaEventLog log)
    {
        const int Groups = 8;
        foreach (var partition in Enumerable.Range(0, 3).Select(p => new TopicPartition(_topic, p)))
        {
            Assert.Equal(0, (await log.RangeAsync(partition, Ended)).Start);
        }

        Assert.Equal(3, (await log.EnsureTopicAsync(KafkaLogs.NewTopic(), 3, Ended)).Partitions);
        for (var group = 0; group < Groups; group++)
        {
            var commit = new GroupCommit(group, $"metadata {group}");
            await log.CommitAsync($"{_topic}-{group}", At, commit, Ended);
            Assert.Equal(commit, await log.CommittedAsync($"{_topic}-{group}", At, Ended));
        }
    }

    [Fact]
    public async Task A_writer_whose_append_is_too_old_breaks_and_the_next_one_writes()
    {
        await using var kafka = await KafkaServers.StartOrSkipAsync(1, Ended);
        await using var log = KafkaLogs.Open(new KafkaLogOptions { BootstrapServers = kafka.BootstrapServers, DeliveryTimeout = TimeSpan.FromSeconds(2) });
        await log.EnsureTopicAsync(_topic, 1, Ended);
        await using var writer = await log.OpenWriterAsync(_topic, Ended);
        await writer.AppendAsync(0, KafkaLogs.Text("first"), Ended);
        await kafka.KillAsync(null, Ended);

        var lost = Enumerable.Range(0, 5).Select(i => writer.AppendAsync(0, KafkaLogs.Text($"lost {i}"), Ended).AsTask()).ToList();

        foreach (var append in lost)
        {
            var failure = await Assert.ThrowsAsync<LogWriterFailedException>(() => Deadline.For(append, Ended));
            Assert.Contains(_topic, failure.Message, StringComparison.Ordinal);
            Assert.Contains(kafka.BootstrapServers, failure.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<LogWriterFailedException>(async () => await writer.AppendAsync(0, KafkaLogs.Text("refused"), Ended));
        await kafka.UpAsync(null, Ended);
        await using var next = await log.OpenWriterAsync(_topic, Ended);
        Assert.Equal(1, await next.AppendAsync(0, KafkaLogs.Text("second"), Ended));
        Assert.Equal(["first", "second"], await KafkaLogs.ReadTextsAsync(log, At, 0, 2, Ended));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_named_with_the_reason()
    {
        var nobody = $"127.0.0.1:{FreePorts.Block([0])}";
        await using var log = KafkaLogs.Open(new KafkaLogOptions { BootstrapServers = nobody, RequestTimeout = TimeSpan.FromSeconds(2) });

        var failure = await Assert.ThrowsAsync<EventLogException>(async () => await log.EnsureTopicAsync(_topic, 1, Ended));

        Assert.Contains(nobody, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret", true)]
    [InlineData("wrong", false)]
    public async Task A_password_is_accepted_or_refused_at_once_with_the_reason(string password, bool isAccepted)
    {
        await using var kafka = await KafkaServers.StartOrSkipAsync(
            1,
            Ended,
            "listener.security.protocol.map=PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms=PLAIN",
            "sasl.mechanism.inter.broker.protocol=PLAIN",
            "listener.name.plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required "
            + "username=\"admin\" password=\"admin-secret\" user_admin=\"admin-secret\" user_node=\"secret\";");
        await using var log = KafkaLogs.Open(new KafkaLogOptions
        {
            BootstrapServers = kafka.BootstrapServers,
            Properties = new Dictionary<string, string>
            {
                ["security.protocol"] = "SASL_PLAINTEXT",
                ["sasl.mechanism"] = "PLAIN",
                ["sasl.username"] = "node",
                ["sasl.password"] = password,
            },
        });

        if (isAccepted)
        {
            await log.EnsureTopicAsync(_topic, 1, Ended);
            await using var writer = await log.OpenWriterAsync(_topic, Ended);
            Assert.Equal(0, await writer.AppendAsync(0, KafkaLogs.Text("in"), Ended));
            Assert.Equal(["in"], await KafkaLogs.ReadTextsAsync(log, At, 0, 1, Ended));
        }
        else
        {
            var failure = await Assert.ThrowsAsync<EventLogException>(async () => await log.EnsureTopicAsync(_topic, 1, Ended));
            Assert.Contains("Authentication failed", failure.Message, StringComparison.Ordinal);
            Assert.Contains(kafka.BootstrapServers, failure.Message, StringComparison.Ordinal);
        }
    }

    private TopicPartition At => new(_topic, 0);
}
