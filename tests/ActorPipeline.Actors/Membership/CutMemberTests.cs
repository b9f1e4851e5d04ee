using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.TestKit.Store;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Xunit;

namespace ActorPipeline.Actors.Tests.Membership;

/// <summary>Members that live and do not reach each other, on the settings that ship. Real actor systems on the loopback.</summary>
public sealed class CutMemberTests
{
    // What is sent on a link can be dropped.
    private const string Cuttable = "akka.remote.dot-netty.tcp.applied-adapters = [trttl, gremlin]";

    private readonly InMemoryCoordination _tables = new(TimeProvider.System);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_node_without_which_the_other_went_on_ends_when_it_misses_that_one(int removed)
    {
        var nodes = await MemberSystem.StartAsync(_tables, 2, MemberSystem.Patient);
        await new RemovedMembers(_tables).AddAsync([nodes[removed].Cluster.SelfUniqueAddress], nodes[1 - removed].Cluster.SelfUniqueAddress, Ended);
        await nodes[1 - removed].KillAsync();
        await nodes[removed].System.WhenTerminated.WaitAsync(Eventually.Limit);
        Assert.True(ClusterShutdown.IsDowned(nodes[removed].System));
    }

    [Fact]
    public async Task Two_that_cannot_hear_each_other_part_and_the_one_without_the_lease_ends_as_downed()
    {
        var nodes = await MemberSystem.StartAsync(_tables, 2, Cuttable);
        await Task.WhenAll(nodes[0].CutAsync(nodes[1]), nodes[1].CutAsync(nodes[0]));
        await Eventually.HoldsAsync(() => nodes.Count(node => node.System.WhenTerminated.IsCompleted) == 1);

        var (ended, other) = nodes[0].System.WhenTerminated.IsCompleted ? (nodes[0], nodes[1]) : (nodes[1], nodes[0]);
        Assert.True(ClusterShutdown.IsDowned(ended.System));
        await other.SeesAsync(other);
        await MemberSystem.EndAsync(nodes);
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
        await Task.WhenAll(others.SelectMany(other => new[] { other.CutAsync(rejected), rejected.CutAsync(other) }));
        first.System.EventStream.Publish(new DisassociatedEvent(first.Address, rejected.Address, inbound: false));

        await rejected.System.WhenTerminated.WaitAsync(Eventually.Limit);
        Assert.True(ClusterShutdown.IsDowned(rejected.System));
        await first.SeesAsync(first, second);
        await second.SeesAsync(first, second);
    }
}
