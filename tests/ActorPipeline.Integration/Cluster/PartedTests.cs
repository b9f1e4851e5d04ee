using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Nodes that cannot hear each other, over servers that all of them reach: one side goes on with all shards, the other ends, and nothing is lost or counted twice.</summary>
/// <remarks><c>tests/faults</c> parts every node and every pair in turn.</remarks>
public sealed class PartedTests(PartedScenario scenario) : IClassFixture<PartedScenario>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1, Explicit = true)]
    [InlineData(2, Explicit = true)]
    public Task One_node_cut_off_from_two_ends_and_comes_back(int alone) =>
        PartAsync([(alone, (alone + 1) % 3), (alone, (alone + 2) % 3)], ended => Assert.Equal([alone], ended));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2, Explicit = true)]
    [InlineData(0, 2, Explicit = true)]
    public Task Two_that_do_not_hear_each_other_give_way_to_the_third(int one, int other) =>
        PartAsync([(one, other)], ended => Assert.All(ended, node => Assert.True(node == one || node == other)));

    private async Task PartAsync((int One, int Other)[] cuts, Action<int[]> assertEnded)
    {
        var run = await scenario.RunOrSkipAsync(Cancelled);
        var nodes = run.Cluster.Nodes.ToArray();
        var ended = await Faults.PartAsync(run, scenario.Links, cuts, scenario.Options.Shape.StandsStillFor, Cancelled);
        assertEnded([.. ended.Select(node => Array.IndexOf(nodes, node))]);
        var rows = await run.AssertWholeAsync(Cancelled);
        scenario.Options.Say($"cut {string.Join(", ", cuts)}: {string.Join(", ", ended.Select(node => node.Id))} ended and came back; {rows.Rows} rows equal; {run.Truth.Counts}");
    }
}
