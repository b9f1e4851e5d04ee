using System.Globalization;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.TestKit;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Remote;
using Akka.Remote.Transport;
using Xunit;

namespace ActorPipeline.Actors.Tests.Cluster;

/// <summary>Systems that form a cluster over real sockets. One at a time: they share two cores with their heartbeats.</summary>
[Collection("cluster")]
public sealed class ClusterTests : IAsyncDisposable
{
    private static readonly string[] Pages = [.. Enumerable.Range(0, 100).Select(page => string.Create(CultureInfo.InvariantCulture, $"/{page}"))];

    private readonly ClusterNodes _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Every_partition_is_served_once_and_every_node_answers_for_all()
    {
        using var counted = new MeterSums(ActorInstruments.MeterName);
        var nodes = await _cluster.StartAsync(3);
        await _cluster.ServedOnceAsync();
        _cluster.Servers.Visit(Pages);
        foreach (var node in nodes)
        {
            Assert.Equal(Expected(1), await ClusterNodes.VisitsAsync(node));
            Assert.Equal(nodes.Select(one => one.Cluster.Address).Order(), node.Cluster.Members.Select(member => member.Address).Order());
            await Eventually.HoldsAsync(() => node.Cluster.Members.All(member => member.Profile != null) && node.Cluster.Members.Sum(member => member.Shards) == Site.Definition.Shards);
        }

        var stats = await ClusterSharding.Get(nodes[0].System).ShardRegion("site-shards")
            .Ask<ClusterShardingStats>(new GetClusterShardingStats(TimeSpan.FromSeconds(30)), Timeout.InfiniteTimeSpan, Eventually.Limit);
        Assert.Equal(
            Enumerable.Range(0, 8).Select(shard => shard.ToString(CultureInfo.InvariantCulture)),
            stats.Regions.Values.SelectMany(region => region.Stats).Where(shard => shard.Value == 1).Select(shard => shard.Key).Order());
        var actors = nodes.SelectMany(node => Flatten(ActorTree.Of(node.System, 5))).ToList();
        Assert.Equal(
            Enumerable.Range(0, 8).Select(shard => $"/system/sharding/site-shards/{shard}/{shard}"),
            actors.Where(actor => actor.Type == "ShardEntity").Select(actor => actor.Path).Order(StringComparer.Ordinal));
        Assert.True(_cluster.Errors.Length == 0, _cluster.Errors);
        Assert.DoesNotContain(counted.Counted, name => name.Contains("StartEntityAck", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_leaves_hands_over_and_the_answers_go_on()
    {
        var nodes = await _cluster.StartAsync(3);
        await _cluster.ServedOnceAsync();
        _cluster.Servers.Visit(Pages);
        await ClusterNodes.VisitsAsync(nodes[0]);

        var (left, removed) = (nodes[0].Cluster.Address, nodes[0].System);
        await nodes[0].LeaveAsync();
        Assert.False(ClusterShutdown.IsDowned(removed));
        _cluster.Servers.Visit(Pages);
        Assert.Equal(Expected(2), await ClusterNodes.VisitsAsync(nodes[1]));
        Assert.Equal(Expected(2), await ClusterNodes.VisitsAsync(nodes[2]));
        await _cluster.ServedOnceAsync();

        // It handed over after a checkpoint of all that it had applied.
        Assert.All(Enumerable.Range(0, Site.Definition.Shards), shard => Assert.InRange(_cluster.Servers.Pointer(shard).Epoch, 1, 3));
        await Eventually.HoldsAsync(() => nodes[1].Cluster.Members.Count == 2 && nodes[2].Cluster.Members.Count == 2);

        // A word of its that arrives late brings nothing back.
        nodes[1].System.ActorSelection("/user/node").Tell(new NodeMessage { Profile = new NodeProfile { Id = "n1", Address = left } }, ActorRefs.NoSender);
        await nodes[1].System.ActorSelection("/user/node").Ask<ActorIdentity>(new Identify(0), Timeout.InfiniteTimeSpan, Eventually.Limit);
        Assert.Null(nodes[1].Cluster.Table.Of(left));
        Assert.True(_cluster.Errors.Length == 0, _cluster.Errors);
    }

    [Fact]
    public async Task A_node_that_ends_without_leaving_is_missed_and_its_partitions_move()
    {
        var nodes = await _cluster.StartAsync(3);
        await _cluster.ServedOnceAsync();
        _cluster.Servers.Visit(Pages);
        await ClusterNodes.VisitsAsync(nodes[1]);

        await nodes[0].System.Terminate();
        _cluster.Servers.Visit(Pages);
        Assert.Equal(Expected(2), await ClusterNodes.VisitsAsync(nodes[1]));
        Assert.Equal(Expected(2), await ClusterNodes.VisitsAsync(nodes[2]));
        await _cluster.ServedOnceAsync();
        await Eventually.HoldsAsync(() => nodes[1].Cluster.Members.Count == 2);
    }

    [Fact]
    public async Task A_node_that_is_cut_off_ends_itself_with_an_error_and_the_majority_goes_on()
    {
        var nodes = await _cluster.StartAsync(3, """{ "dot-netty": { "tcp": { "applied-adapters": ["trttl"] } } }""");
        await _cluster.ServedOnceAsync();
        _cluster.Servers.Visit(Pages);
        await ClusterNodes.VisitsAsync(nodes[1]);

        await Task.WhenAll(nodes.Skip(1).Select(other => CutAsync(nodes[0], other)));
        _cluster.Servers.Visit(Pages);
        Assert.Equal(Expected(2), await ClusterNodes.VisitsAsync(nodes[1]));
        await nodes[0].System.WhenTerminated.WaitAsync(Eventually.Limit);
        Assert.True(ClusterShutdown.IsDowned(nodes[0].System));
        await _cluster.ServedOnceAsync();
        Assert.Equal(Expected(2), await ClusterNodes.VisitsAsync(nodes[2]));
    }

    [Fact]
    public async Task A_node_that_others_remove_ends_with_an_error()
    {
        var nodes = await _cluster.StartAsync(2);
        nodes[0].Cluster.Down(nodes[1].Cluster.Address);
        await nodes[1].System.WhenTerminated.WaitAsync(Eventually.Limit);
        Assert.True(ClusterShutdown.IsDowned(nodes[1].System));
        await _cluster.ServedOnceAsync();
        Assert.False(nodes[0].IsStopped);
    }

    [Fact]
    public async Task An_answer_that_is_larger_than_a_message_comes_whole()
    {
        var nodes = await _cluster.StartAsync(2);
        await _cluster.ServedOnceAsync();
        var pages = Enumerable.Range(0, 30_000).Select(page => string.Create(CultureInfo.InvariantCulture, $"/{page:d200}")).ToList();
        _cluster.Servers.Visit(pages);
        foreach (var node in nodes)
        {
            Assert.Equal(pages, (await ClusterNodes.VisitsAsync(node)).Keys.Order(StringComparer.Ordinal));
        }
    }

    private static Dictionary<string, long> Expected(long visits) => Pages.ToDictionary(page => page, _ => visits);

    // Nothing that one sends reaches the other any more, though both believe to be connected.
    private static async Task CutAsync(ClusterNodeHost one, ClusterNodeHost other)
    {
        await CutAsync(one.System, other.Membership.SelfAddress);
        await CutAsync(other.System, one.Membership.SelfAddress);
    }

    private static Task<bool> CutAsync(ActorSystem system, Address address) =>
        ((IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider).Transport.ManagementCommand(new SetThrottle(address, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));

    private static IEnumerable<ActorTree> Flatten(ActorTree actor) => actor.Children.SelectMany(Flatten).Prepend(actor);
}
