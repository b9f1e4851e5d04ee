using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Store;
using Akka.Actor;
using Xunit;

namespace ActorPipeline.Actors.Tests.Membership;

/// <summary>Nodes find each other in a table. Real actor systems on the loopback, a table whose clock is the test's.</summary>
public sealed class ClusterJoiningTests
{
    private readonly VirtualTimeProvider _time = new(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20000));
    private readonly InMemoryCoordination _tables;

    public ClusterJoiningTests() => _tables = new InMemoryCoordination(_time);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nodes_that_start_at_one_moment_form_one_cluster(int round)
    {
        await using var first = Start($"{round}a");
        await using var second = Start($"{round}b");
        await using var third = Start($"{round}c");
        await Task.WhenAll(first.JoinAsync(), second.JoinAsync(), third.JoinAsync());
        await first.SeesAsync(first, second, third);
        await third.SeesAsync(first, second, third);
    }

    [Theory]
    [InlineData("here/1", "here/2")]
    [InlineData("here/2", "here/1")]
    public async Task Of_two_nodes_of_one_id_that_start_at_one_moment_one_is_refused(string firstInstance, string secondInstance)
    {
        await using var first = Start("same");
        await using var second = Start("same");
        first.Self = first.Self with { Instance = firstInstance };
        second.Self = second.Self with { Instance = secondInstance };

        // Whoever sees the other waits until it is gone for four seconds, of which the table knows.
        var joins = new[] { first, second }.Select(node => Record.ExceptionAsync(() => node.JoinAsync()).AsTask()).ToList();
        var refused = Assert.IsType<JoinRefusedException>(await await Task.WhenAny(joins));
        _time.Advance(TimeSpan.FromSeconds(5));
        var outcomes = await Task.WhenAll(joins);

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.StartsWith("another node has the id same: akka.tcp://actor-pipeline@127.0.0.1:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_an_id_at_work_is_refused_and_leaves_no_contact()
    {
        await using var first = await Start("same").JoinAsync();
        await using var second = Start("same");
        using var working = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var join = Record.ExceptionAsync(() => second.JoinAsync()).AsTask();
        for (var written = 1; !join.IsCompleted; written++)
        {
            await _tables.WriteContactAsync(first.Self with { Address = first.Address.ToString(), IsMember = true, WrittenMs = written }, Ended);
            await working.WaitForNextTickAsync(Ended);
        }

        Assert.IsType<JoinRefusedException>(await join);
        Assert.Equal(first.Address.ToString(), Assert.Single(await _tables.ReadContactsAsync(Ended)).Address);
    }

    [Fact]
    public async Task A_node_of_another_machine_at_the_loopback_is_refused_and_the_contact_at_its_address_left_alone()
    {
        await using var node = Start("here");
        var other = node.Self with { NodeId = "there", Instance = "elsewhere/1", Address = node.Address.ToString(), IsMember = true };
        await _tables.WriteContactAsync(other, Ended);
        using var working = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var join = Record.ExceptionAsync(() => node.JoinAsync()).AsTask();
        for (var written = 1; !join.IsCompleted; written++)
        {
            await _tables.WriteContactAsync(other with { WrittenMs = written }, Ended);
            await working.WaitForNextTickAsync(Ended);
        }

        Assert.StartsWith($"node there of machine elsewhere is at {node.Address}, this node at {node.Address}: an address of the loopback", Assert.IsType<JoinRefusedException>(await join).Message, StringComparison.Ordinal);
        Assert.Equal(other.Instance, Assert.Single(await _tables.ReadContactsAsync(Ended)).Instance);
    }

    [Fact]
    public async Task Of_two_clusters_over_one_table_one_gives_way()
    {
        await using var first = Start("a");
        await using var second = Start("b");
        using var leaving = new CancellationTokenSource();
        MemberSystem[] both = [first, second];
        await Task.WhenAll(both.Select(node => node.Cluster.JoinAsync(node.Address, Ended)));
        var kept = both.Select(node => node.KeepContactAsync(_time, leaving.Token)).ToList();
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return both.Any(node => CoordinatedShutdown.Get(node.System).ShutdownReason is CoordinatedShutdown.ClusterDowningReason);
        });

        var (goesOn, gaveWay) = string.CompareOrdinal(first.Address.ToString(), second.Address.ToString()) < 0 ? (first, second) : (second, first);
        Assert.NotNull(CoordinatedShutdown.Get(gaveWay.System).ShutdownReason);
        Assert.Null(CoordinatedShutdown.Get(goesOn.System).ShutdownReason);
        await leaving.CancelAsync();
        await Task.WhenAll(kept);
    }

    [Fact]
    public async Task A_node_waits_for_members_that_may_still_run_and_founds_when_they_should_have_written_again()
    {
        await _tables.WriteContactAsync(Dead("gone"), Ended);
        await using var node = Start("new");
        var looked = new TaskCompletionSource();
        var join = node.JoinAsync(address =>
        {
            looked.TrySetResult();
            return Task.FromResult(PortState.Refused);
        });

        await looked.Task;
        Assert.False(join.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));
        await join;
        await node.SeesAsync(node);
    }

    [Fact]
    public async Task A_node_founds_nothing_beside_a_member_that_is_silent_and_wrote_a_moment_ago()
    {
        await _tables.WriteContactAsync(Dead("hangs"), Ended);
        await using var node = Start("new");
        var looks = 0;
        var join = node.JoinAsync(address =>
        {
            Interlocked.Increment(ref looks);
            return Task.FromResult(PortState.Silent);
        });

        _time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.HoldsAsync(() => Volatile.Read(ref looks) == 3);
        Assert.False(join.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await join;
    }

    [Fact]
    public async Task A_node_of_another_minor_version_is_refused_by_name()
    {
        await using var first = await Start("old").JoinAsync();
        await using var second = MemberSystem.Start(_tables, "new", version: "1.3.0");
        var refused = await Assert.ThrowsAsync<JoinRefusedException>(() => second.JoinAsync());
        Assert.Equal($"node old at {first.Address} runs version 1.2.3, this node 1.3.0: nodes of one cluster have the same major and minor version", refused.Message);
    }

    [Fact]
    public async Task A_node_with_other_security_between_nodes_is_refused_by_name()
    {
        var secured = Dead("n0") with { Address = "akka.ssl.tcp://actor-pipeline@elsewhere:1" };
        await _tables.WriteContactAsync(secured, Ended);
        await using var node = Start("n1");
        var refused = await Assert.ThrowsAsync<JoinRefusedException>(() => node.JoinAsync(_ => Task.FromResult(PortState.Open)));
        Assert.Equal($"node n0 is at {secured.Address}, this node at {node.Address}: cluster.tls is on for all nodes of a cluster, or for none", refused.Message);
    }

    [Fact]
    public async Task A_node_whose_actor_system_ends_while_it_waits_does_not_wait_for_ever()
    {
        await _tables.WriteContactAsync(Dead("hangs"), Ended);
        await using var node = Start("n1");
        var looked = new TaskCompletionSource();
        var join = node.JoinAsync(_ =>
        {
            looked.TrySetResult();
            return Task.FromResult(PortState.Refused);
        });

        await looked.Task;
        await node.System.Terminate();
        await Assert.ThrowsAsync<ActorSystemEndedException>(() => join);
        Assert.DoesNotContain(await _tables.ReadContactsAsync(Ended), contact => contact.NodeId == "n1");
    }

    [Fact]
    public async Task A_node_that_is_let_in_and_does_not_come_up_ends()
    {
        // Nobody comes up beside a member that is missed and not removed.
        const string NobodyRemoves = "akka.cluster.downing-provider-class = \"\"";
        await using var first = await MemberSystem.Start(_tables, "n1", NobodyRemoves).JoinAsync();
        var lost = await MemberSystem.Start(_tables, "n2", NobodyRemoves).JoinAsync();
        await lost.KillAsync();
        await Eventually.HoldsAsync(() => !first.Cluster.State.Unreachable.IsEmpty);

        await using var node = MemberSystem.Start(_tables, "n3", NobodyRemoves);
        var clock = new VirtualTimeProvider();
        var join = node.JoinAsync(time: clock);
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            return join.IsCompleted;
        });
        var ended = await Assert.ThrowsAsync<ActorSystemEndedException>(() => join);
        Assert.StartsWith("the cluster let this node in 30 s ago and it has not come up", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_another_patch_version_joins()
    {
        await using var first = await Start("old").JoinAsync();
        await using var second = await MemberSystem.Start(_tables, "new", version: "1.2.4-beta").JoinAsync();
        await second.SeesAsync(first, second);
    }

    [Theory]
    [InlineData("akka.tcp://other@127.0.0.1:4053")]
    [InlineData("akka.ssl.tcp://actor-pipeline@127.0.0.1:4053")]
    [InlineData("akka.tcp://actor-pipeline@127.0.0.1")]
    [InlineData("127.0.0.1:4053")]
    public async Task A_seed_node_of_another_system_or_protocol_is_refused(string seed)
    {
        await using var node = MemberSystem.Start(_tables, "n1", $"akka.cluster.seed-nodes = [\"{seed}\"]");
        var refused = await Assert.ThrowsAsync<JoinRefusedException>(() => node.JoinAsync());
        Assert.Equal($"akka.cluster.seed-nodes: {seed} is no node of this cluster; expected akka.tcp://actor-pipeline@host:port", refused.Message);
    }

    [Fact]
    public async Task Seed_nodes_where_given_decide_and_not_the_table()
    {
        await using var seed = await Start("seed").JoinAsync();
        await using var node = MemberSystem.Start(new InMemoryCoordination(_time), "n1", $"akka.cluster.seed-nodes = [\"{seed.Address}\"]");
        await node.JoinAsync();
        await node.SeesAsync(seed, node);
    }

    [Fact]
    public async Task A_node_with_seed_nodes_is_refused_as_one_without_them_is()
    {
        await using var seed = await Start("seed").JoinAsync();
        await using var node = MemberSystem.Start(_tables, "n1", $"akka.cluster.seed-nodes = [\"{seed.Address}\"]", version: "1.3.0");
        var refused = await Assert.ThrowsAsync<JoinRefusedException>(() => node.JoinAsync());
        Assert.Contains("runs version 1.2.3, this node 1.3.0", refused.Message, StringComparison.Ordinal);
        await seed.SeesAsync(seed);
    }

    [Fact]
    public async Task A_first_seed_that_is_started_again_joins_the_members_at_work_and_not_itself()
    {
        await using var first = await Start("first").JoinAsync();
        await using var seed = MemberSystem.Start(_tables, "seed", "akka.cluster.seed-nodes = [\"akka.tcp://actor-pipeline@127.0.0.1:1\"]");
        await seed.JoinAsync();
        await seed.SeesAsync(first, seed);
    }

    [Fact]
    public async Task A_node_waits_for_a_table_that_is_away()
    {
        await using var first = await Start("first").JoinAsync();
        _tables.Failure = new ViewStoreException("Cassandra is away");
        await using var second = Start("second");
        var join = second.JoinAsync();
        await first.SeesAsync(first);
        Assert.False(join.IsCompleted);
        _tables.Failure = null;
        await join;
        await second.SeesAsync(first, second);
    }

    [Fact]
    public async Task A_node_that_was_killed_and_is_started_again_on_its_machine_waits_for_nobody()
    {
        await _tables.WriteContactAsync(Dead("same") with { Address = "akka.tcp://actor-pipeline@127.0.0.1:1" }, Ended);
        await using var node = Start("same");
        await node.JoinAsync();
        await node.SeesAsync(node);
    }

    private static Contact Dead(string id) =>
        new("akka.tcp://actor-pipeline@elsewhere:1", id, "here/dead", "1.2.3", IsMember: true, 1, TimeSpan.Zero);

    private MemberSystem Start(string id) => MemberSystem.Start(_tables, id);
}
