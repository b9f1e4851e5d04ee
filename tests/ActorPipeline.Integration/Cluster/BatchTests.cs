using System.Text.Json;
using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The batch singleton of three nodes that share a lake.</summary>
public sealed class BatchTests(SharedServers servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_node_runs_jobs_soon_after_the_one_that_did_was_killed_and_any_node_knows_all_runs()
    {
        LongTests.RunOrSkip();
        var name = $"batch_{Guid.NewGuid():N}"[..16];
        var shape = new ClusterShape { HasLake = true, Settings = [.. Visits.Apart(name), "batch.compact=*/2 * * * * *"] };
        await using var cluster = await TestCluster.StartOverAsync(
            await servers.KafkaOrSkipAsync(Cancelled), await servers.CassandraOrSkipAsync(Cancelled), shape, Cancelled);
        await cluster.Nodes[0].Process.Pbm.RunAsync(Cancelled, "batch", "run");
        var first = Named(cluster, await LastNodeAsync(cluster.Nodes[0]));
        var survivor = cluster.Nodes.First(node => node != first);

        await first.KillAsync(Cancelled);
        var killed = TimeProvider.System.GetTimestamp();
        await survivor.Process.Pbm.RunAsync(Cancelled, "batch", "run", "compact", "--timeout", "60s");
        var took = TimeProvider.System.GetElapsedTime(killed);

        TestContext.Current.TestOutputHelper!.WriteLine($"a job that was asked for as its node was killed had ended after {took.TotalSeconds:0.0} s");
        Assert.True(took < Soon, $"it took {took}");
        foreach (var node in cluster.Running)
        {
            var nodes = (await HistoryAsync(node)).Select(run => run.GetProperty("node").GetString()).Distinct().ToList();
            Assert.Contains(first.Id, nodes);
            Assert.Contains(nodes, id => id != first.Id);
        }
    }

    private static ClusterNode Named(TestCluster cluster, string id) => cluster.Nodes.Single(node => node.Id == id);

    private static async Task<string> LastNodeAsync(ClusterNode asked) => (await HistoryAsync(asked))[^1].GetProperty("node").GetString()!;

    private static async Task<List<JsonElement>> HistoryAsync(ClusterNode asked) =>
        [.. (await asked.Process.Pbm.RunAsync(Cancelled, "batch", "history", "--pipeline", Visits.Pipeline)).EnumerateArray()];
}
