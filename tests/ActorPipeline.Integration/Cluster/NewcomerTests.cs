using System.Globalization;
using System.Text.Json;
using ActorPipeline.Integration.Ingestion;
using ActorPipeline.Integration.Processes;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Three nodes as they ship, and the commands that someone tries first.</summary>
public sealed class NewcomerTests
{
    private const string RealLog = "apache_access.log";
    private const int GeneratedLines = 60_000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_log_is_counted_exactly_while_a_node_is_killed_and_Cassandra_shows_the_same_rows()
    {
        LongTests.RunOrSkip();
        var file = Checkout.SharedData(RealLog);
        Assert.SkipWhen(file is null && !Checkout.IsContinuousIntegration, $"there is no shared/data/{RealLog} beside the checkout");
        await using var cluster = await TestCluster.StartOrSkipAsync(ClusterShape.AsShipped, Cancelled);

        var oldest = await AssertShownAsync(cluster);
        await AssertExactAsync(cluster, file ?? throw new FileNotFoundException("The real log must be there.", RealLog), killed: oldest);
        await AssertCassandraShowsAsync(cluster);
    }

    [Fact]
    public async Task A_load_goes_on_when_the_node_it_was_given_to_is_killed()
    {
        LongTests.RunOrSkip();
        using var folder = new TemporaryFolder();
        var file = folder.Of("access.log");
        await File.WriteAllLinesAsync(file, AccessLogGenerator.Lines(GeneratedLines, seed: 13), Cancelled);

        // The load stands still while its node is started again: on a busy machine longer than partitions wait for each other, and what is behind would be late.
        var patient = ClusterShape.AsShipped with { Settings = [$"pipelines.{AccessLog.Pipeline}.source.idle-after=2m"] };
        await using var cluster = await TestCluster.StartOrSkipAsync(patient, Cancelled);

        await AssertExactAsync(cluster, file, killed: cluster.Nodes[0]);
    }

    // As an operator sees the cluster: Akka's addresses, Akka Management's shape, the actors that hold partitions. Returns the oldest node.
    private static async Task<ClusterNode> AssertShownAsync(TestCluster cluster)
    {
        var process = cluster.Nodes[0].Process;
        var shown = (await process.Pbm.TextAsync(Cancelled, "cluster", "show")).TrimEnd().Split('\n');
        Assert.Equal(3, shown.Count(line => line.Contains("akka.tcp://actor-pipeline@127.0.0.1:", StringComparison.Ordinal)));
        Assert.Equal("Count: 3 nodes", shown[^1].TrimEnd());

        var members = JsonElement.Parse(await process.Http.GetStringAsync(new Uri(process.Operators, "cluster/members/"), Cancelled));
        Assert.Equal(["selfNode", "members", "unreachable", "leader", "oldest", "oldestPerRole"], members.EnumerateObject().Select(member => member.Name));
        Assert.Equal(3, members.GetProperty("members").GetArrayLength());

        var actors = await process.Pbm.TextAsync(Cancelled, "actor", "hierarchy");
        Assert.Contains($"/system/sharding/{AccessLog.Pipeline}-shards/", actors, StringComparison.Ordinal);
        Assert.Contains("ShardEntity", actors, StringComparison.Ordinal);

        var oldest = members.GetProperty("oldest").GetString();
        foreach (var node in cluster.Nodes)
        {
            members = JsonElement.Parse(await node.Process.Http.GetStringAsync(new Uri(node.Process.Operators, "cluster/members/"), Cancelled));
            if (members.GetProperty("selfNode").GetString() == oldest)
            {
                return node;
            }
        }

        throw new InvalidOperationException($"no node is at {oldest}");
    }

    // The load is given to a node that may be the killed one; another one is asked how it went.
    private static async Task AssertExactAsync(TestCluster cluster, string file, ClusterNode killed)
    {
        var lines = await File.ReadAllLinesAsync(file, Cancelled);
        var other = cluster.Nodes[killed == cluster.Nodes[1] ? 2 : 1];
        await using var load = cluster.Nodes[0].Process.Pbm.Start("events", "load", AccessLog.Pipeline, file, "--allow-dead-letters");
        await Deadline.UntilAsync(() => other.Process.CountersAsync(AccessLog.Pipeline, Cancelled), counters => counters.Source > 0, Cancelled);
        await killed.KillAsync(Cancelled);
        await killed.StartAsync(Cancelled);

        var loaded = await load.ResultAsync(Cancelled);
        Assert.True(loaded.ExitCode == 0, loaded.Errors);
        Assert.Equal(lines.Length, JsonElement.Parse(loaded.Output).GetProperty("accepted").GetInt32());
        await cluster.AwaitMembersAsync(Cancelled);
        await other.Process.Pbm.FlushAsync(AccessLog.Pipeline, Cancelled);
        await AccessLog.AssertCountedAsync(other.Process, lines, Cancelled);
    }

    private static async Task AssertCassandraShowsAsync(TestCluster cluster)
    {
        var rows = NaiveCount.Of(await cluster.Nodes[0].Process.Pbm.RowsAsync(AccessLog.Pipeline, "page-visits", Cancelled));
        var selected = await CqlShell.RunOrSkipAsync(
            cluster.Cassandra.ContactPoints, Cancelled, "SELECT page, window_start, visits, visitors FROM actor_pipeline.access_log_page_visits_by_page");

        Assert.Equal(
            rows.Select(row => (row.Window, row.Key, row.Visits, row.Visitors!.Value)).Order(),
            selected.Select(row => (
                DateTimeOffset.Parse(row.GetProperty("window_start").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds(),
                row.GetProperty("page").GetString()!,
                row.GetProperty("visits").GetInt64(),
                row.GetProperty("visitors").GetInt64())).Order());
    }
}
