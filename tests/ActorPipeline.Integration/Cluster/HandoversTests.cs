using Xunit;

namespace ActorPipeline.Integration.Cluster;

public sealed class HandoversTests
{
    [Fact]
    public void A_shard_is_not_served_from_where_it_is_given_up_to_where_it_is_taken_in_whichever_log()
    {
        const string First = """
            2026-11-30T16:00:00.000Z info: ActorPipeline.visits[2] visits/0: taken with epoch 1, replaying from offset 0, 0 chunks loaded
            2026-11-30T16:00:01.000Z info: ActorPipeline.visits[12] visits/0: given up at offset 7
            2026-11-30T16:00:02.000Z info: ActorPipeline.visits[12] visits/1: given up at offset 9
            2026-11-30T16:00:03.000Z info: ActorPipeline.visits[9] visits-0: taken, reading from offset 3
            """;
        const string Second = """
            2026-11-30T16:00:01.250Z info: ActorPipeline.visits[2] visits/0: taken with epoch 2, replaying from offset 7, 1 chunks loaded
            2026-11-30T16:00:09.000Z info: ActorPipeline.visits[2] visits/0: taken with epoch 3, replaying from offset 8, 1 chunks loaded
            """;

        Assert.Equal([TimeSpan.FromMilliseconds(250)], Handovers.In([First, Second]));
    }
}
