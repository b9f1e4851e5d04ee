using System.Globalization;
using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Nodes that reach each other by mutual TLS, under load, while strangers knock.</summary>
public sealed class SecuredNodesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_are_exact_while_strangers_knock_and_a_node_is_killed()
    {
        LongTests.RunOrSkip();
        using var certificates = new NodeCertificates();
        using var others = new NodeCertificates();
        var options = FaultRunOptions.FromEnvironment();
        var cluster = await TestCluster.StartOrSkipAsync(options.Shape with { Settings = certificates.Settings }, Cancelled);
        await using var run = await ClusterUnderLoad.StartAsync(cluster, options.EventsPerSecond, options.Seed, Cancelled);
        using var foreign = others.Sign();
        foreach (var node in cluster.Nodes)
        {
            var port = await PortAsync(node);
            await Stranger.SendGarbageAsync(port, [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))], Cancelled);
            await Stranger.ShakeHandsAsync(port, certificate: null, Cancelled);
            await Stranger.ShakeHandsAsync(port, foreign, Cancelled);
        }

        await Faults.KillNodeAsync(run, cluster.Nodes[1], returnsAtOnce: true, Cancelled);
        var rows = await run.AssertWholeAsync(Cancelled);
        Assert.True(rows.Rows > 0);
        Assert.All(cluster.Nodes, node => Assert.Contains("not signed by the cluster's authority", node.Log, StringComparison.Ordinal));
        Assert.All(cluster.Nodes, node => Assert.DoesNotContain("Unhandled exception", node.Log, StringComparison.Ordinal));
    }

    private static async Task<int> PortAsync(ClusterNode node)
    {
        var members = await node.Process.Pbm.RunAsync(Cancelled, "cluster", "show");
        var address = members.EnumerateArray().Single(member => member.GetProperty("id").GetString() == node.Id).GetProperty("address").GetString()!;
        Assert.StartsWith("akka.ssl.tcp://actor-pipeline@127.0.0.1:", address, StringComparison.Ordinal);
        return int.Parse(address.AsSpan(address.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
    }
}
