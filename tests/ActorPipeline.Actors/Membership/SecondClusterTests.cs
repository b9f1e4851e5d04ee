using ActorPipeline.Actors.Membership;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Actors.Tests.Membership;

/// <summary>Two clusters over one table of contacts: the one with the lowest address goes on.</summary>
public sealed class SecondClusterTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(61);

    private readonly VirtualTimeProvider _time = new();
    private readonly SecondCluster _second;

    public SecondClusterTests() => _second = new SecondCluster(_time);

    [Fact]
    public void Members_of_one_cluster_and_nodes_that_have_not_joined_are_none()
    {
        Assert.Null(Look(At("b"), ["a", "b"], At("a"), At("b"), At("0") with { IsMember = false }));
        _time.Advance(Long);
        Assert.Null(Look(At("b"), ["a", "b"], At("a"), At("b"), At("0") with { IsMember = false }));
    }

    [Theory]
    [InlineData("b", "c", "a", true)]
    [InlineData("b", "a", "c", false)]
    [InlineData("c", "a", "b", false)]
    public void The_side_without_the_lowest_address_gives_way_once_the_other_has_stood_long_enough(string self, string member, string other, bool givesWay)
    {
        Assert.Null(Look(At(self), [self, member], At(self), At(member), At(other)));
        _time.Advance(Long);
        Assert.Equal(givesWay ? other : null, Look(At(self), [self, member], At(self), At(member), At(other))?.Address);
    }

    [Fact]
    public void A_side_that_gives_way_by_itself_meanwhile_is_waited_for_and_patience_begins_anew()
    {
        Assert.Null(Look(At("b"), ["b"], At("a")));
        _time.Advance(Long / 2);
        Assert.Null(Look(At("b"), ["b"]));
        _time.Advance(Long / 2);
        Assert.Null(Look(At("b"), ["b"], At("a")));
        _time.Advance(Long);
        Assert.NotNull(Look(At("b"), ["b"], At("a")));
    }

    [Theory]
    [InlineData("here/1", "there/1", false)]
    [InlineData("there/1", "here/1", true)]
    public void Of_two_at_one_address_the_greater_instance_gives_way(string self, string other, bool givesWay)
    {
        var (here, there) = (At("a") with { Instance = self }, At("a") with { Instance = other });
        Assert.Null(Look(here, ["a"], there));
        _time.Advance(Long);
        Assert.Equal(givesWay, Look(here, ["a"], there) is not null);
    }

    private static Contact At(string address) => new(address, address, $"machine-of-{address}/1", "1.2.3", IsMember: true, 0, TimeSpan.Zero);

    private Contact? Look(Contact self, string[] members, params Contact[] contacts) => _second.FindToGiveWayTo(self, members, contacts);
}
