using System.Globalization;
using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Nodes join while something breaks, or all at once: there is one cluster, and all of them are in it.</summary>
/// <remarks><c>tests/faults</c> starts them more often.</remarks>
public sealed class JoinTests(SharedServers servers)
{
    private readonly FaultRunOptions _options = FaultRunOptions.FromEnvironment();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_are_started_at_once_form_one_cluster_every_time()
    {
        LongTests.RunOrSkip();
        await using var cluster = await CreateAsync();
        var times = new List<TimeSpan>();
        for (var start = 0; start < _options.Starts; start++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAsync(Cancelled)));
            times.Add(TimeProvider.System.GetElapsedTime(began));
            await cluster.AwaitMembersAsync(Cancelled);
            await Task.WhenAll(cluster.Nodes.Select(node => node.KillAsync(Cancelled)));
        }

        _options.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"three nodes at once, {times.Count} times: all ready after {times[0].TotalSeconds:0.0} s where none had been, after {times.Skip(1).DefaultIfEmpty(times[0]).Max().TotalSeconds:0.0} s at most where all had been killed"));
    }

    [Fact]
    public async Task The_oldest_node_is_killed_while_another_one_joins()
    {
        LongTests.RunOrSkip();
        await using var cluster = await CreateAsync();
        await cluster.Nodes[0].StartAsync(Cancelled);
        await cluster.Nodes[1].StartAsync(Cancelled);
        await cluster.Nodes[2].LaunchAsync(Cancelled);
        await cluster.Nodes[0].KillAsync(Cancelled);
        await cluster.AwaitMembersAsync(Cancelled);
        await cluster.Nodes[0].StartAsync(Cancelled);
        await cluster.AwaitMembersAsync(Cancelled);
    }

    private async Task<TestCluster> CreateAsync()
    {
        var name = $"join_{Guid.NewGuid():N}"[..16];
        return await TestCluster.OverAsync(
            await servers.KafkaOrSkipAsync(Cancelled), await servers.CassandraOrSkipAsync(Cancelled), new ClusterShape { Settings = Visits.Apart(name) }, Cancelled);
    }
}
