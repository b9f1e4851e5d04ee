using ActorPipeline.Hocon.Origins;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Settings;

public sealed class ReadSectionTests
{
    [Fact]
    public void Requests_and_the_hub_have_slots_of_their_own()
    {
        var reads = TestNode.Options("reads.requests.slots=7", "reads.requests.max-waiting=0", "reads.live.max-wait=2s").Reads;

        Assert.Equal((7, 0, TimeSpan.FromSeconds(5)), (reads.Requests.Count, reads.Requests.MaxWaiting, reads.Requests.MaxWait));
        Assert.Equal((2, 1_024, TimeSpan.FromSeconds(2)), (reads.Live.Count, reads.Live.MaxWaiting, reads.Live.MaxWait));
        Assert.Equal((250_000, TimeSpan.FromMinutes(2)), (reads.MaxHeldRows, reads.ClientTimeout));
    }

    [Fact]
    public void In_a_cluster_more_are_read_at_once()
    {
        var (alone, cluster) = (TestNode.Options().Reads, TestNode.Options("mode=cluster").Reads);

        Assert.Equal((4, 2), (alone.Requests.Count, alone.Live.Count));
        Assert.Equal((32, 16), (cluster.Requests.Count, cluster.Live.Count));
    }

    [Theory]
    [InlineData("reads.requests.slots=-1", "slots")]
    [InlineData("reads.live.slots=257", "slots")]
    [InlineData("reads.requests.max-wait=0s", "max-wait")]
    [InlineData("reads.max-held-rows=0", "max-held-rows")]
    [InlineData("reads.client-timeout=0s", "client-timeout")]
    [InlineData("reads.requests.slot=4", "slots")]
    [InlineData("reads.operators.slots=4", "operators")]
    public void What_cannot_work_is_refused(string setting, string named)
    {
        var refused = Assert.Throws<ConfigurationException>(() => TestNode.Options(setting));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }
}
