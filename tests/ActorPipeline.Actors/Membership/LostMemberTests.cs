using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Store;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Coordination;
using Xunit;

namespace ActorPipeline.Actors.Tests.Membership;

/// <summary>Members that are lost, on the settings that ship. Real actor systems on the loopback.</summary>
public sealed class LostMemberTests
{
    private readonly InMemoryCoordination _tables = new(TimeProvider.System);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_member_whose_process_is_gone_is_removed_without_waiting_for_heartbeats(int killed)
    {
        var nodes = await MemberSystem.StartAsync(_tables, 3, MemberSystem.Patient);
        await nodes[killed].KillAsync();
        var left = nodes.Where((_, index) => index != killed).ToArray();
        await left[0].SeesAsync(left);
        await left[1].SeesAsync(left);
        await MemberSystem.EndAsync(nodes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_two_nodes_either_survives_the_other(int killed)
    {
        var nodes = await MemberSystem.StartAsync(_tables, 2, MemberSystem.Patient);
        await nodes[killed].KillAsync();
        var left = nodes[1 - killed];
        await left.SeesAsync(left);
        Assert.False(ClusterShutdown.IsDowned(left.System));
        await MemberSystem.EndAsync(nodes);
    }

    [Fact]
    public async Task The_last_of_three_goes_on_when_the_others_are_killed_one_after_the_other()
    {
        var nodes = await MemberSystem.StartAsync(_tables, 3, MemberSystem.Patient);
        await nodes[1].KillAsync();
        await nodes[0].SeesAsync(nodes[0], nodes[2]);
        await nodes[0].KillAsync();
        await nodes[2].SeesAsync(nodes[2]);
        await MemberSystem.EndAsync(nodes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Who_is_removed_is_noted_by_those_that_go_on(int count)
    {
        var nodes = await MemberSystem.StartAsync(_tables, count, MemberSystem.Patient);
        var lost = nodes[^1].Cluster.SelfUniqueAddress;
        await nodes[^1].KillAsync();
        await nodes[0].SeesAsync(nodes[..^1]);
        await Eventually.HoldsAsync(() => RemoverOf(lost) is not null);
        await MemberSystem.EndAsync(nodes);
    }

    [Fact]
    public async Task Whoever_is_missed_is_noted_by_taking_the_lease_once_more_and_what_is_noted_of_members_is_taken_back()
    {
        var nodes = await MemberSystem.StartAsync(_tables, 2, $"{MemberSystem.Patient}\nakka.cluster.downing-provider-class = \"\"");
        var settings = new LeaseSettings("by-hand", "owner", new TimeoutSettings(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(2)), Config.Empty);
        var lease = new TableLease(settings, (ExtendedActorSystem)nodes[0].System);
        Assert.True(await lease.Acquire());
        Assert.True(lease.CheckLease());

        var lost = nodes[1].Cluster.SelfUniqueAddress;
        await nodes[1].KillAsync();
        await Eventually.HoldsAsync(() => !nodes[0].Cluster.State.Unreachable.IsEmpty);
        Assert.False(lease.CheckLease());
        Assert.Null(RemoverOf(lost));
        Assert.True(await lease.Acquire());
        Assert.True(lease.CheckLease());
        Assert.NotNull(RemoverOf(lost));

        // It is a member still: nobody has downed it. What the table did not take is tried again.
        _tables.Failure = new ViewStoreException("away");
        await Assert.ThrowsAsync<ViewStoreException>(lease.Release);
        _tables.Failure = null;
        Assert.NotNull(RemoverOf(lost));
        await lease.Release();
        Assert.False(lease.CheckLease());
        Assert.Null(RemoverOf(lost));
        await MemberSystem.EndAsync(nodes);
    }

    [Fact]
    public async Task A_process_that_takes_the_place_of_one_that_is_gone_is_a_member_like_others()
    {
        var nodes = await MemberSystem.StartAsync(_tables, 2, MemberSystem.Patient);

        // As a node does: whoever writes no more is taken for gone by one whose first attempt to join fails.
        using var ending = new CancellationTokenSource();
        var kept = nodes[0].KeepContactAsync(TimeProvider.System, ending.Token);
        await nodes[1].KillAsync();
        await using var again = MemberSystem.Start(_tables, "n1", $"{MemberSystem.Patient}\nakka.remote.dot-netty.tcp.port = {nodes[1].Address.Port}");
        await again.JoinAsync();
        await nodes[0].SeesAsync(nodes[0], again);
        await again.SeesAsync(nodes[0], again);
        await ending.CancelAsync();
        await kept;
        await MemberSystem.EndAsync(nodes);
    }

    // The tables of these tests answer at once.
    private string? RemoverOf(UniqueAddress member) => new RemovedMembers(_tables).FindRemoverAsync(member, Ended).AsTask().Result;
}
