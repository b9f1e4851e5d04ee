using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;
using static ActorPipeline.Integration.Cluster.RefusedNodes;

namespace ActorPipeline.Integration.Cluster;

/// <summary>A node whose clock is an hour off: it says so and is not ready, and what is counted stays exact.</summary>
public sealed class WrongClockTests(SharedServers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3600, "ahead of")]
    [InlineData(-3600, "behind")]
    public async Task A_clock_that_is_an_hour_off_is_named_until_it_is_set_right_and_changes_no_result(int seconds, string how)
    {
        LongTests.RunOrSkip();
        using var clock = await ShiftedClock.MakeOrSkipAsync(Cancelled);
        clock.Shift(seconds);
        await using var nodes = await RefusedNodes.CreateAsync(await servers.KafkaOrSkipAsync(Cancelled), await servers.CassandraOrSkipAsync(Cancelled), 2);
        var (right, wrong) = (nodes.First, nodes.Second);
        wrong.Variables = clock.Variables;

        await right.StartAsync(Cancelled);
        await wrong.LaunchAsync(Cancelled);
        await AssertSaysAsync(wrong, $"the clock of {wrong.Id} is ", how, "it says ", "they say ");
        await AssertCountsAsync(right);
        Assert.Contains($"the clock of {wrong.Id} is ", (await right.Process.ReadinessAsync(Cancelled)).Report, StringComparison.Ordinal);

        clock.Shift(0);
        await AssertCountsAsync(wrong);
    }
}
