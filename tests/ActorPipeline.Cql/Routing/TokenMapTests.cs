using ActorPipeline.Cql.Routing;
using Xunit;

namespace ActorPipeline.Cql.Tests.Routing;

public sealed class TokenMapTests
{
    private static readonly RingNode A = new("dc1", "r1", "a");
    private static readonly RingNode B = new("dc1", "r1", "b");
    private static readonly RingNode C = new("dc1", "r2", "c");
    private static readonly RingNode D = new("dc2", "r1", "d");

    [Theory]
    [InlineData(-100, "ab")]
    [InlineData(0, "ab")]
    [InlineData(1, "bc")]
    [InlineData(10, "bc")]
    [InlineData(11, "ca")]
    [InlineData(21, "ab")]
    [InlineData(long.MaxValue, "ab")]
    public void A_range_ends_with_its_token_and_the_last_wraps_to_the_first(long token, string replicas)
    {
        var map = Map(("ks", Simple("2")), (A, [0]), (B, [10]), (C, [20]));

        Assert.Equal(replicas, Names(map.Replicas("ks", token)));
    }

    [Fact]
    public void Simple_replicas_are_the_next_different_nodes()
    {
        var map = Map(("ks", Simple("2")), (A, [0, 1, 2]), (B, [30]), (C, [20]));

        Assert.Equal("ac", Names(map.Replicas("ks", 0)));
    }

    [Fact]
    public void More_copies_than_nodes_are_all_nodes() => Assert.Equal("abc", Names(Map(("ks", Simple("5")), (A, [0]), (B, [10]), (C, [20])).Replicas("ks", -1)));

    [Fact]
    public void Copies_in_a_datacenter_go_to_different_racks_first()
    {
        var map = Map(("ks", Network(("dc1", "2"))), (A, [0]), (B, [10]), (C, [20]));

        Assert.Equal("ac", Names(map.Replicas("ks", 0)));
    }

    [Fact]
    public void A_rack_takes_a_second_copy_when_there_are_more_copies_than_racks()
    {
        var map = Map(("ks", Network(("dc1", "3"))), (A, [0]), (B, [10]), (C, [20]));

        Assert.Equal("abc", Names(map.Replicas("ks", 0)));
    }

    [Fact]
    public void Replicas_of_other_datacenters_are_left_out()
    {
        var map = Map(("ks", Network(("dc1", "1"), ("dc2", "1"))), (A, [0]), (D, [10]), (C, [20]));

        Assert.Equal("c", Names(map.Replicas("ks", 5)));
    }

    [Fact]
    public void Full_copies_only_are_asked_where_some_are_transient()
    {
        var map = Map(("ks", Network(("dc1", "3/1"))), (A, [0]), (B, [10]), (C, [20]));

        Assert.Equal(2, map.Replicas("ks", 0).Length);
    }

    [Fact]
    public void An_unknown_keyspace_has_no_replicas()
    {
        var map = Map(("ks", Simple("2")), (A, [0]), (B, [10]));

        Assert.Empty(map.Replicas("other", 0));
        Assert.Empty(map.Replicas(null, 0));
    }

    [Fact]
    public void Strategies_without_computable_replicas_are_none() =>
        Assert.Null(Replication.Parse(new Dictionary<string, string> { ["class"] = "org.apache.cassandra.locator.LocalStrategy" }));

    [Fact]
    public void Replicas_come_first_from_a_rotating_start_then_the_rest_once()
    {
        RingNode[] all = [A, B, C];

        Assert.Equal("abc", Names(Drain(new QueryPlan<RingNode>([A, B], all, 0))));
        Assert.Equal("bac", Names(Drain(new QueryPlan<RingNode>([A, B], all, 1))));
        Assert.Equal("abc", Names(Drain(new QueryPlan<RingNode>([A, B], all, 2))));
    }

    [Fact]
    public void Without_replicas_the_nodes_take_turns()
    {
        RingNode[] all = [A, B, C];

        Assert.Equal(["abc", "bca", "cab", "abc"], Enumerable.Range(0, 4).Select(turn => Names(Drain(new QueryPlan<RingNode>([], all, (uint)turn)))));
    }

    [Fact]
    public void A_plan_allocates_nothing()
    {
        RingNode[] all = [A, B, C];
        var map = Map(("ks", Simple("2")), (A, [0]), (B, [10]), (C, [20]));
        Assert.Equal(3, Count(map, all));
        long Run()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Count(map, all);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Another thread's collection may count the rest of this one's buffer: what happens every time counts.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Run()));
    }

    private static int Count(TokenMap<RingNode> map, RingNode[] all)
    {
        var plan = new QueryPlan<RingNode>(map.Replicas("ks", 3), all, 1);
        var count = 0;
        while (plan.Next() is not null)
        {
            count++;
        }

        return count;
    }

    private static List<RingNode> Drain(QueryPlan<RingNode> plan)
    {
        var nodes = new List<RingNode>();
        while (plan.Next() is { } node)
        {
            nodes.Add(node);
        }

        return nodes;
    }

    private static TokenMap<RingNode> Map((string Name, Replication Replication) keyspace, params (RingNode Node, IReadOnlyList<long> Tokens)[] nodes) =>
        new(nodes, new Dictionary<string, Replication> { [keyspace.Name] = keyspace.Replication }, "dc1");

    private static Replication Simple(string factor) =>
        Replication.Parse(new Dictionary<string, string> { ["class"] = "org.apache.cassandra.locator.SimpleStrategy", ["replication_factor"] = factor })!;

    private static Replication Network(params (string Datacenter, string Factor)[] factors)
    {
        var options = factors.ToDictionary(pair => pair.Datacenter, pair => pair.Factor);
        options["class"] = "NetworkTopologyStrategy";
        return Replication.Parse(options)!;
    }

    private static string Names(IEnumerable<RingNode> nodes) => string.Concat(nodes.Select(node => node.Name));

    private sealed record RingNode(string Datacenter, string Rack, string Name) : IRingNode;
}
