using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Two nodes, the third one gone: either goes on without the other, whether that one is killed or stands still.</summary>
[Collection(nameof(OneCluster))]
public sealed class PairTests(FaultScenario scenario)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1, Explicit = true)]
    public Task Either_goes_on_when_the_other_is_killed(int killed) =>
        BreakAsync(run => Faults.KillNodeAsync(run, run.Cluster.Nodes[killed], returnsAtOnce: false, Cancelled));

    [Theory]
    [InlineData(0, Explicit = true)]
    [InlineData(1)]
    public Task Either_goes_on_when_the_other_stands_still(int frozen) =>
        BreakAsync(run => Faults.FreezeNodeAsync(run, run.Cluster.Nodes[frozen], Cancelled));

    private async Task BreakAsync(Func<ClusterUnderLoad, Task<TimeSpan[]>> fault)
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);
        await run.Cluster.LeaveAsync(run.Cluster.Nodes[2], Cancelled);
        await run.Cluster.AwaitMembersAsync(Cancelled);
        var times = await fault(run);
        var rows = await run.AssertWholeAsync(Cancelled);
        scenario.Options.Say($"two nodes: first fresh row of {times.Length} shards after {times.Min().TotalSeconds:0.0} to {times.Max().TotalSeconds:0.0} s; {rows.Rows} rows equal; {run.Truth.Counts}");
    }
}
