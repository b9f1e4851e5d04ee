using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Three nodes over three brokers and three Cassandra nodes, under one load: whatever breaks, no event is lost or counted twice, and the cluster comes back.</summary>
/// <remarks>Minutes on six servers, so run by name: <c>ActorPipeline.Integration.dll -explicit only -class ActorPipeline.Integration.Cluster.FaultTests</c>.</remarks>
public sealed class FaultTests(FaultScenario scenario) : IClassFixture<FaultScenario>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_killed_node_loses_nothing_and_comes_back()
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);
        var node = run.Cluster.Nodes[1];

        var outages = await run.KillAsync(node, Cancelled);
        await AwaitFreshAsync(outages);
        await node.StartAsync(Cancelled);
        await AssertWholeAsync(run);
    }

    [Fact(Explicit = true)]
    public async Task A_node_that_stood_still_until_others_had_its_shards_is_harmless_when_it_goes_on()
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);
        var node = run.Cluster.Nodes[2];

        var outages = await run.PauseAsync(node, Cancelled);
        await AwaitFreshAsync(outages);
        Assert.Empty(await run.ShardsOfAsync(node, Cancelled));
        node.Process.Resume();
        await AssertWholeAsync(run);
    }

    [Fact(Explicit = true)]
    public async Task A_node_leaves_in_order_and_joins_again()
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);
        var node = run.Cluster.Nodes[1];

        await run.Cluster.LeaveAsync(node, Cancelled);
        await run.Cluster.AwaitMembersAsync(Cancelled);
        await AwaitFreshAsync(run.Fresh.Lost(Enumerable.Range(0, Visits.Shards)));
        await node.StartAsync(Cancelled);
        await AssertWholeAsync(run);
    }

    [Fact(Explicit = true)]
    public async Task All_nodes_are_restarted_one_after_the_other()
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);

        foreach (var node in run.Cluster.Nodes)
        {
            await node.TerminateAsync(Cancelled);
            await node.StartAsync(Cancelled);
        }

        await AssertWholeAsync(run);
    }

    [Fact(Explicit = true)]
    public async Task A_killed_broker_loses_nothing_and_comes_back()
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);

        await run.Cluster.Kafka.KillAsync(2, Cancelled);
        try
        {
            await AwaitFreshAsync(run.Fresh.Lost(Enumerable.Range(0, Visits.Shards)));
        }
        finally
        {
            // Other tests need it, too.
            await run.Cluster.Kafka.UpAsync(2, Cancelled);
        }

        await AssertWholeAsync(run);
    }

    [Fact(Explicit = true)]
    public async Task A_killed_Cassandra_node_loses_nothing_and_comes_back()
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);

        await run.Cluster.Cassandra.KillAsync(3, Cancelled);
        try
        {
            await AwaitFreshAsync(run.Fresh.Lost(Enumerable.Range(0, Visits.Shards)));
        }
        finally
        {
            // Other tests need it, too.
            await run.Cluster.Cassandra.UpAsync(3, Cancelled);
        }

        await AssertWholeAsync(run);
    }

    [Fact(Explicit = true)]
    public async Task Events_wait_while_Cassandra_is_away_as_a_whole_and_nodes_say_so()
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);

        await run.Cluster.Cassandra.KillAsync(null, Cancelled);
        await run.Cluster.AwaitNotReadyAsync("cassandra", Cancelled);
        await run.Cluster.Cassandra.UpAsync(null, Cancelled);
        await AssertWholeAsync(run);
    }

    [Fact(Explicit = true)]
    public async Task A_node_with_a_full_disk_goes_on_and_one_that_cannot_start_there_says_so()
    {
        await using var disk = await SmallDisk.MountOrSkipAsync(megabytes: 4, Cancelled);
        var run = await scenario.RunOrSkipAsync(Cancelled);
        var node = run.Cluster.Nodes[2];
        var before = node.Folder;
        try
        {
            await node.TerminateAsync(Cancelled);
            node.Folder = Path.Combine(disk.Path, "data");
            await node.StartAsync(Cancelled);
            await disk.FillAsync(Cancelled);
            await AssertWholeAsync(run);

            await run.KillAsync(node, Cancelled);
            await AssertSaysDiskIsFullAsync(node);
            disk.GiveBack();
            await node.StartAsync(Cancelled);
            await AssertWholeAsync(run);
        }
        finally
        {
            await node.DisposeAsync();
            node.Folder = before;
            await node.StartAsync(Cancelled);
        }
    }

    private static async Task AssertSaysDiskIsFullAsync(ClusterNode node)
    {
        var refused = await node.RunAsync(Cancelled);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(node.Folder, refused.Errors, StringComparison.Ordinal);
    }

    private static async Task AwaitFreshAsync(IReadOnlyList<Task<TimeSpan>> outages)
    {
        Assert.NotEmpty(outages);
        var times = await Deadline.For(Task.WhenAll(outages), Cancelled);
        Say($"first fresh row of {times.Length} shards after {times.Min().TotalSeconds:0.0} to {times.Max().TotalSeconds:0.0} s");
    }

    private static async Task AssertWholeAsync(ClusterUnderLoad run)
    {
        var rows = await run.AssertWholeAsync(Cancelled);
        Say($"{rows.Rows} rows equal; {run.Truth.Counts}; {run.Load.Counts.Rate:0} events a second; peak of {run.PeakBytes >> 20} MiB");
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
