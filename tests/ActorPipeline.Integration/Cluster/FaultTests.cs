using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Three nodes over real servers, under one load: whatever breaks, no event is lost or counted twice, no row goes back, and the cluster comes back.</summary>
/// <remarks>One broker, one Cassandra node and a light load unless the environment says otherwise: <c>tests/faults</c> has three of each.</remarks>
[Collection(nameof(OneCluster))]
public sealed class FaultTests(FaultScenario scenario)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_killed_node_loses_nothing_and_comes_back() => BreakAsync(run => Faults.KillNodeAsync(run, run.Cluster.Nodes[1], returnsAtOnce: false, Cancelled));

    [Fact]
    public Task A_node_that_stood_still_until_others_had_its_shards_is_harmless_when_it_goes_on() =>
        BreakAsync(run => Faults.FreezeNodeAsync(run, run.Cluster.Nodes[2], Cancelled));

    [Fact]
    public async Task A_node_leaves_in_order_and_joins_again()
    {
        await BreakAsync(run => Faults.LeaveAndJoinAsync(run, run.Cluster.Nodes[1], Cancelled));
        var run = await scenario.RunOrSkipAsync(Cancelled);
        Assert.NotEmpty(Handovers.In(run.Cluster.Nodes.Select(node => node.Log)));
    }

    [Fact]
    public Task All_nodes_are_restarted_one_after_the_other() => BreakAsync(run => Faults.RestartNodesAsync(run, Cancelled));

    [Fact]
    public Task A_killed_broker_loses_nothing_and_comes_back() => BreakAsync(run => Faults.KillBrokerAsync(run, Cancelled));

    [Fact]
    public Task A_killed_Cassandra_node_loses_nothing_and_comes_back() => BreakAsync(run => Faults.KillCassandraNodeAsync(run, Cancelled));

    [Fact]
    public Task Events_wait_while_Cassandra_is_away_as_a_whole_nodes_say_so_and_one_that_starts_meanwhile_joins() =>
        BreakAsync(run => Faults.StopCassandraAsync(run, TimeSpan.Zero, Cancelled, starting: run.Cluster.Nodes[0]));

    [Fact]
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
            await node.StartSupervisedAsync(Cancelled);
            await disk.FillAsync(Cancelled);
            await AssertWholeAsync(run);

            await node.KillAsync(Cancelled);
            await AssertSaysDiskIsFullAsync(node);
            disk.GiveBack();
            await node.StartSupervisedAsync(Cancelled);
            await AssertWholeAsync(run);
        }
        finally
        {
            await node.DisposeAsync();
            node.Folder = before;
            await node.StartSupervisedAsync(Cancelled);
        }
    }

    private static async Task AssertSaysDiskIsFullAsync(ClusterNode node)
    {
        var refused = await node.RunAsync(Cancelled);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(node.Folder, refused.Errors, StringComparison.Ordinal);
    }

    private async Task BreakAsync(Func<ClusterUnderLoad, Task<TimeSpan[]>> fault)
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);
        var times = await fault(run);
        scenario.Options.Say($"first fresh row of {times.Length} shards after {times.Min().TotalSeconds:0.0} to {times.Max().TotalSeconds:0.0} s");
        await AssertWholeAsync(run);
    }

    private async Task AssertWholeAsync(ClusterUnderLoad run)
    {
        var rows = await run.AssertWholeAsync(Cancelled);
        scenario.Options.Say($"{TestContext.Current.TestMethod?.MethodName}: {rows.Rows} rows equal; {run.Truth.Counts}; {run.Load.Counts.Rate:0} events a second; peak of {run.PeakBytes >> 20} MiB");
    }
}
