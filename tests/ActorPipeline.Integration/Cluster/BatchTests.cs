using System.Text.Json;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The batch singleton of three nodes that share a lake.</summary>
public sealed class BatchTests(SharedServers servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private const int Hours = 200;

    private static readonly string[] BatchRows = ["view", "rows", Visits.Pipeline, Visits.PageVisits, "--layer", "batch"];

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

    [Fact]
    public async Task A_rebuild_whose_node_is_killed_in_the_middle_is_finished_by_another()
    {
        LongTests.RunOrSkip();
        var name = $"rebuild_{Guid.NewGuid():N}"[..16];
        var shape = new ClusterShape { HasLake = true, Settings = [.. Visits.Apart(name)] };
        await using var cluster = await TestCluster.StartOverAsync(
            await servers.KafkaOrSkipAsync(Cancelled), await servers.CassandraOrSkipAsync(Cancelled), shape, Cancelled);
        await LoadAsync(cluster.Nodes[0], Path.Combine(cluster.Nodes[0].Folder, "visits"));
        await cluster.Nodes[0].Process.Pbm.RunAsync(Cancelled, "batch", "run", "views");
        var first = Named(cluster, await LastNodeAsync(cluster.Nodes[0]));
        var survivor = cluster.Nodes.First(node => node != first);
        var before = await survivor.Process.Pbm.TextAsync(Cancelled, BatchRows);

        await using var rebuild = survivor.Process.Pbm.Start("batch", "rebuild", Visits.Pipeline);
        await Deadline.UntilAsync(
            async () => (await RebuildsAsync(survivor)).Any(run => Text(run, "outcome") == "running" && run.GetProperty("progress").GetDouble() > 0), isUnderWay => isUnderWay, Cancelled);
        await first.KillAsync(Cancelled);
        var killed = TimeProvider.System.GetUtcNow();
        Assert.Equal(0, (await rebuild.ResultAsync(Cancelled)).ExitCode);

        foreach (var node in cluster.Running)
        {
            var runs = await RebuildsAsync(node);
            Assert.Equal(["lost", "succeeded"], runs.Select(run => Text(run, "outcome")));
            Assert.Equal(first.Id, Text(runs[0], "node"));
            Assert.NotEqual(first.Id, Text(runs[1], "node"));
            var began = runs[1].GetProperty("start").GetDateTimeOffset();
            Assert.True(began - killed < Soon, $"another began {began - killed} after the kill");
            Assert.Equal(before, await node.Process.Pbm.TextAsync(Cancelled, BatchRows));
        }
    }

    // An hour each is a slice each: a rebuild takes some seconds.
    private static async Task LoadAsync(ClusterNode node, string path)
    {
        const long FirstMs = 1_500_000_000_000;
        const long HourMs = 3_600_000;
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, Hours).Select(hour => $"{hour};{FirstMs + (hour * HourMs)};c{hour % 7};p{hour % 3}"), Cancelled);
        await node.Process.Pbm.RunAsync(Cancelled, "events", "load", Visits.Pipeline, path);
        await node.Process.Pbm.TextAsync(Cancelled, "events", "wait", Visits.Pipeline, "--lake");
    }

    private static async Task<List<JsonElement>> RebuildsAsync(ClusterNode asked) => [.. (await HistoryAsync(asked)).Where(run => Text(run, "job") == "rebuild-views")];

    private static string Text(JsonElement run, string name) => run.GetProperty(name).GetString()!;

    private static ClusterNode Named(TestCluster cluster, string id) => cluster.Nodes.Single(node => node.Id == id);

    private static async Task<string> LastNodeAsync(ClusterNode asked) => (await HistoryAsync(asked))[^1].GetProperty("node").GetString()!;

    private static async Task<List<JsonElement>> HistoryAsync(ClusterNode asked) =>
        [.. (await asked.Process.Pbm.RunAsync(Cancelled, "batch", "history", "--pipeline", Visits.Pipeline)).EnumerateArray()];
}
