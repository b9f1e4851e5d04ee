using System.Text;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The load of the cluster tests keeps its word, without any node: what is acknowledged is in the topic, once.</summary>
public sealed class SteadyLoadTests
{
    private const int EventsPerSecond = 20_000;
    private const int Seed = 1;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Three brokers of which one dies: run by name.
    [Fact(Explicit = true)]
    public async Task What_is_acknowledged_is_in_the_topic_once_while_a_broker_is_killed_and_comes_back()
    {
        await using var kafka = await KafkaServers.StartOrSkipAsync(3, Cancelled);
        await using var log = new KafkaEventLog(new KafkaLogOptions { BootstrapServers = kafka.BootstrapServers }, TimeProvider.System, NullLogger<KafkaEventLog>.Instance);
        await log.EnsureTopicAsync(Visits.Pipeline, Visits.Partitions, Cancelled);
        var truth = new Truth();
        await using var source = await TopicFollower.StartAsync(
            kafka.BootstrapServers, Visits.Pipeline, record => truth.Add(Visit.Parse(Encoding.UTF8.GetString(record.Message.Value))), Cancelled);
        await using var load = SteadyLoad.Start(log, EventsPerSecond, Seed);

        await MoreAsync(load);
        await kafka.KillAsync(2, Cancelled);
        await MoreAsync(load);
        await kafka.UpAsync(2, Cancelled);
        await MoreAsync(load);
        await load.PauseAsync(Cancelled);
        await source.CatchUpAsync(Cancelled);

        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Counts}: {load.Counts.Rate:0} events a second; {truth.Counts}");
        Assert.Equal(0, load.Acknowledged().Sum(range => truth.Missing(range.Partition, range.First, range.Count)));
        Assert.Equal(0, truth.Counts.Repeated);
        Assert.InRange(truth.Counts.Source, load.Counts.Acknowledged, load.Counts.Acknowledged + load.Counts.Unknown);
    }

    private static async Task MoreAsync(SteadyLoad load)
    {
        var before = load.Counts.Acknowledged;
        await Deadline.UntilAsync(() => Task.FromResult(load.Counts), counts => counts.Acknowledged > before + (2 * EventsPerSecond), Cancelled);
    }
}
