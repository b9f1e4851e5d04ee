using ActorPipeline.Integration.Servers;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Kafka;

/// <summary>Requests about many partitions at once, while the client forgets their leaders all the time.</summary>
/// <remarks>With rd_kafka_ListOffsets in place of the call that blocks, the process ended within 15 seconds of this, by a violation of memory.</remarks>
public sealed class TopicRequestTests(SharedServers servers)
{
    private const int Callers = 64;
    private const int Topics = 4;
    private const int Partitions = 4;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private readonly string[] _topics = [.. Enumerable.Range(0, Topics).Select(_ => KafkaLogs.NewTopic())];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leaders_may_be_found_while_others_are_looked_for()
    {
        LongTests.RunOrSkip();
        var kafka = await servers.KafkaOrSkipAsync(Ended);
        var options = new KafkaLogOptions
        {
            BootstrapServers = kafka.BootstrapServers,
            Properties = new Dictionary<string, string> { ["metadata.max.age.ms"] = "20" },

            // The records are of 1970.
            TopicSettings = new Dictionary<string, string> { ["retention.ms"] = "-1" },
        };
        await using var log = KafkaLogs.Open(options);
        foreach (var topic in _topics)
        {
            await log.EnsureTopicAsync(topic, Partitions, Ended);
            await FillAsync(log, topic);
        }

        var began = TimeProvider.System.GetTimestamp();
        var asked = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => AskAsync(log, caller, began), Ended)));
        Assert.All(asked, count => Assert.NotEqual(0, count));
    }

    private static async Task FillAsync(KafkaEventLog log, string topic)
    {
        await using var writer = await log.OpenWriterAsync(topic, Ended);
        for (var partition = 0; partition < Partitions; partition++)
        {
            await writer.AppendAsync(partition, KafkaLogs.Text("one"), Ended);
            await writer.AppendAsync(partition, KafkaLogs.Text("two"), Ended);
        }
    }

    private async Task<int> AskAsync(KafkaEventLog log, int caller, long began)
    {
        var random = new Random(caller);
        var asked = 0;
        for (; TimeProvider.System.GetElapsedTime(began) < Length; asked++)
        {
            var partition = new TopicPartition(_topics[random.Next(Topics)], random.Next(Partitions));
            if (random.Next(4) == 0)
            {
                await log.TrimAsync(partition, 1, Ended);
            }

            var range = await log.RangeAsync(partition, Ended);
            Assert.Equal(2, range.End);
            Assert.InRange(range.Start, 0, 1);
        }

        return asked;
    }
}
