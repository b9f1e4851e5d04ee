using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Store;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Coordination;
using Akka.Remote;
using Akka.Remote.Transport;
using Xunit;

namespace ActorPipeline.Actors.Tests.Membership;

/// <summary>Members that are lost, on the settings that ship. Real actor systems on the loopback.</summary>
public sealed class LostMemberTests
{
    // Heartbeats would not notice within the test.
    private const string Patient = "akka.cluster.failure-detector.acceptable-heartbeat-pause = 10m";

    // What is sent on a link can be dropped.
    private const string Cuttable = "akka.remote.dot-netty.tcp.applied-adapters = [trttl, gremlin]";

    private readonly InMemoryCoordination _tables = new(TimeProvider.System);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_member_whose_process_is_gone_is_removed_without_waiting_for_heartbeats(int killed)
    {
        var nodes = await StartAsync(3, Patient);
        await nodes[killed].KillAsync();
        var left = nodes.Where((_, index) => index != killed).ToArray();
        await left[0].SeesAsync(left);
        await left[1].SeesAsync(left);
        await EndAsync(nodes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_two_nodes_either_survives_the_other(int killed)
    {
        var nodes = await StartAsync(2, Patient);
        await nodes[killed].KillAsync();
        var left = nodes[1 - killed];
        await left.SeesAsync(left);
        Assert.False(ClusterShutdown.IsDowned(left.System));
        await EndAsync(nodes);
    }

    [Fact]
    public async Task The_last_of_three_goes_on_when_the_others_are_killed_one_after_the_other()
    {
        var nodes = await StartAsync(3, Patient);
        await nodes[1].KillAsync();
        await nodes[0].SeesAsync(nodes[0], nodes[2]);
        await nodes[0].KillAsync();
        await nodes[2].SeesAsync(nodes[2]);
        await EndAsync(nodes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Who_is_removed_is_noted_by_those_that_go_on(int count)
    {
        var nodes = await StartAsync(count, Patient);
        var lost = nodes[^1].Cluster.SelfUniqueAddress;
        await nodes[^1].KillAsync();
        await nodes[0].SeesAsync(nodes[..^1]);
        await Eventually.HoldsAsync(() => RemoverOf(lost) is not null);
        await EndAsync(nodes);
    }

    [Fact]
    public async Task Whoever_is_missed_is_noted_by_taking_the_lease_once_more_and_what_is_noted_of_members_is_taken_back()
    {
        var nodes = await StartAsync(2, $"{Patient}\nakka.cluster.downing-provider-class = \"\"");
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
        await EndAsync(nodes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_node_without_which_the_other_went_on_ends_when_it_misses_that_one(int removed)
    {
        var nodes = await StartAsync(2, Patient);
        await new RemovedMembers(_tables).AddAsync([nodes[removed].Cluster.SelfUniqueAddress], nodes[1 - removed].Cluster.SelfUniqueAddress, Ended);
        await nodes[1 - removed].KillAsync();
        await nodes[removed].System.WhenTerminated.WaitAsync(Eventually.Limit);
        Assert.True(ClusterShutdown.IsDowned(nodes[removed].System));
    }

    [Fact]
    public async Task Two_that_cannot_hear_each_other_part_and_the_one_without_the_lease_ends_as_downed()
    {
        var nodes = await StartAsync(2, Cuttable);
        await Task.WhenAll(CutAsync(nodes[0], nodes[1]), CutAsync(nodes[1], nodes[0]));
        await Eventually.HoldsAsync(() => nodes.Count(node => node.System.WhenTerminated.IsCompleted) == 1);

        var (ended, other) = nodes[0].System.WhenTerminated.IsCompleted ? (nodes[0], nodes[1]) : (nodes[1], nodes[0]);
        Assert.True(ClusterShutdown.IsDowned(ended.System));
        await other.SeesAsync(other);
        await EndAsync(nodes);
    }

    [Fact]
    public async Task A_node_behind_a_firewall_that_rejects_downs_nobody()
    {
        await using var first = await MemberSystem.Start(_tables, "n1").JoinAsync();
        await using var second = await MemberSystem.Start(_tables, "n2").JoinAsync();
        var asked = 0;
        await using var rejected = await MemberSystem.Start(_tables, "n3", probe: address =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(PortState.Refused);
        }).JoinAsync();
        await rejected.SeesAsync(first, second, rejected);

        rejected.System.EventStream.Publish(new DisassociatedEvent(rejected.Address, first.Address, inbound: false));
        await Eventually.HoldsAsync(() => Volatile.Read(ref asked) >= 3);

        // Heartbeats go on, and say otherwise before the split-brain resolver decides.
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var look = 0; look < 80; look++)
        {
            await looks.WaitForNextTickAsync(Ended);
            Assert.DoesNotContain(rejected.Cluster.State.Members, member => member.Status == MemberStatus.Down);
        }

        await rejected.SeesAsync(first, second, rejected);
    }

    [Fact]
    public async Task A_node_behind_a_firewall_that_rejects_for_good_ends_and_the_others_go_on()
    {
        Address? cutOff = null;
        PortProbe outside = address => Task.FromResult(address == Volatile.Read(ref cutOff) ? PortState.Refused : PortState.Open);
        await using var first = await MemberSystem.Start(_tables, "n1", Cuttable, outside).JoinAsync();
        await using var second = await MemberSystem.Start(_tables, "n2", Cuttable, outside).JoinAsync();
        await using var rejected = await MemberSystem.Start(_tables, "n3", Cuttable, _ => Task.FromResult(PortState.Refused)).JoinAsync();
        await rejected.SeesAsync(first, second, rejected);

        Volatile.Write(ref cutOff, rejected.Address);
        MemberSystem[] others = [first, second];
        await Task.WhenAll(others.SelectMany(other => new[] { CutAsync(other, rejected), CutAsync(rejected, other) }));
        first.System.EventStream.Publish(new DisassociatedEvent(first.Address, rejected.Address, inbound: false));

        await rejected.System.WhenTerminated.WaitAsync(Eventually.Limit);
        Assert.True(ClusterShutdown.IsDowned(rejected.System));
        await first.SeesAsync(first, second);
        await second.SeesAsync(first, second);
    }

    [Fact]
    public async Task A_process_that_takes_the_place_of_one_that_is_gone_is_a_member_like_others()
    {
        var nodes = await StartAsync(2, Patient);
        await nodes[1].KillAsync();
        await using var again = MemberSystem.Start(_tables, "n1", $"{Patient}\nakka.remote.dot-netty.tcp.port = {nodes[1].Address.Port}");
        await again.JoinAsync();
        await nodes[0].SeesAsync(nodes[0], again);
        await again.SeesAsync(nodes[0], again);
        await EndAsync(nodes);
    }

    // The tables of these tests answer at once.
    private string? RemoverOf(UniqueAddress member) => new RemovedMembers(_tables).FindRemoverAsync(member, Ended).AsTask().Result;

    private static Task<bool> CutAsync(MemberSystem from, MemberSystem to) =>
        ((IRemoteActorRefProvider)((ExtendedActorSystem)from.System).Provider).Transport.ManagementCommand(
            new SetThrottle(to.Address, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));

    private static async Task EndAsync(IEnumerable<MemberSystem> nodes)
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task<MemberSystem[]> StartAsync(int count, string more)
    {
        var nodes = Enumerable.Range(0, count).Select(index => MemberSystem.Start(_tables, $"n{index}", more)).ToArray();
        foreach (var node in nodes)
        {
            await node.JoinAsync();
        }

        await nodes[0].SeesAsync(nodes);
        await nodes[^1].SeesAsync(nodes);
        return nodes;
    }
}
