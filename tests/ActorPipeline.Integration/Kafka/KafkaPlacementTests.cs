using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Placement;
using ActorPipeline.Placement;
using Xunit;

namespace ActorPipeline.Integration.Kafka;

/// <summary>Nodes that come, go and die share the partitions, on a real broker, in both protocols.</summary>
public sealed class KafkaPlacementTests(SharedServers servers)
{
    private const int Partitions = 6;
    private readonly string _topic = KafkaLogs.NewTopic();
    private readonly PlacementJournal _journal = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task Every_partition_is_served_by_exactly_one_node_however_many_there_are(GroupProtocol protocol)
    {
        var n1 = await JoinAsync("n1", protocol);
        await SpreadAsync("n1");
        var n2 = await JoinAsync("n2", protocol);
        Assert.Equal([3, 3], await SpreadAsync("n1", "n2"));
        var n3 = await JoinAsync("n3", protocol);
        Assert.Equal([2, 2, 2], await SpreadAsync("n1", "n2", "n3"));

        await n2.LeaveAsync(Ended);

        Assert.Equal([3, 3], await SpreadAsync("n1", "n3"));
        Assert.Empty(_journal.Overlaps);
        Assert.All((PlacedNode[])[n1, n3], node => Assert.Null(node.Trouble));
        await EndAsync(n1, n2, n3);
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_partition_comes_to_a_node_after_the_one_before_has_handed_it_over(GroupProtocol protocol)
    {
        var mayGo = new TaskCompletionSource();
        var isAsked = new TaskCompletionSource();
        var n1 = await NewAsync("n1", protocol);
        n1.WhenTaken = (_, _) =>
        {
            isAsked.TrySetResult();
            return mayGo.Task;
        };
        await n1.JoinAsync(Ended);
        await SpreadAsync("n1");

        var n2 = await NewAsync("n2", protocol);
        var joining = n2.JoinAsync(Ended);
        await Deadline.For(WaitAsync(isAsked.Task), Ended);
        Assert.Empty(n2.Served);
        mayGo.SetResult();

        await Deadline.For(joining, Ended);
        Assert.Equal([3, 3], await SpreadAsync("n1", "n2"));
        Assert.Empty(_journal.Overlaps);
        await EndAsync(n1, n2);
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_node_that_has_left_and_comes_back_at_once_is_given_partitions_again(GroupProtocol protocol)
    {
        var before = await JoinAsync("n1", protocol);
        await SpreadAsync("n1");
        await before.LeaveAsync(Ended);
        await EndAsync(before);

        var after = await JoinAsync("n1", protocol);
        Assert.Equal([6], await SpreadAsync("n1"));
        await EndAsync(after);
    }

    [Fact]
    public async Task A_hand_over_that_takes_too_long_is_hurried_and_then_not_waited_for()
    {
        var isHurried = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        var n1 = await NewAsync("n1", GroupProtocol.Classic, handOver: TimeSpan.FromSeconds(1));
        n1.WhenTaken = (_, inHaste) =>
        {
            inHaste.Register(() => isHurried.TrySetResult());
            return never.Task;
        };
        await n1.JoinAsync(Ended);
        await SpreadAsync("n1");

        var n2 = await JoinAsync("n2", GroupProtocol.Classic);

        await Deadline.For(WaitAsync(isHurried.Task), Ended);
        await Deadline.UntilAsync(() => Task.FromResult(n2.Served.Count), served => served == 3, Ended);
        never.SetResult();
        await EndAsync(n1, n2);
    }

    [Fact]
    public async Task A_dead_nodes_partitions_go_to_others_once_it_is_missed_and_come_back_when_it_does()
    {
        var n1 = await JoinAsync("n1", GroupProtocol.Classic);
        var n2 = await JoinAsync("n2", GroupProtocol.Classic);
        await SpreadAsync("n1", "n2");

        await n2.DisposeAsync();
        Assert.Equal(3, n1.Served.Count);
        _journal.Dead("n2");
        Assert.Equal([Partitions], await SpreadAsync("n1"));

        var again = await JoinAsync("n2", GroupProtocol.Classic);
        Assert.Equal([3, 3], await SpreadAsync("n1", "n2"));
        await EndAsync(n1, again);
    }

    [Fact]
    public async Task A_node_that_starts_again_in_time_gets_its_own_partitions_back_and_nobody_elses_move()
    {
        var n1 = await JoinAsync("n1", GroupProtocol.Classic, session: TimeSpan.FromSeconds(60));
        var n2 = await JoinAsync("n2", GroupProtocol.Classic, session: TimeSpan.FromSeconds(60));
        await SpreadAsync("n1", "n2");
        var before = n2.Served;
        n1.WhenTaken = (partition, _) => throw new InvalidOperationException($"{partition} was taken from n1");

        await n2.DisposeAsync();
        _journal.Dead("n2");
        var again = await JoinAsync("n2", GroupProtocol.Classic, session: TimeSpan.FromSeconds(60));

        Assert.Equal([3, 3], await SpreadAsync("n1", "n2"));
        Assert.Equal(before, again.Served);
        await EndAsync(n1, again);
    }

    [Fact]
    public async Task Of_two_nodes_with_one_id_the_older_is_told_so_and_serves_nothing()
    {
        var older = await JoinAsync("older", GroupProtocol.Classic, id: "twin");
        await SpreadAsync("older");

        var newer = await JoinAsync("newer", GroupProtocol.Classic, id: "twin");

        var trouble = await Deadline.UntilAsync(() => Task.FromResult(older.Trouble), text => text is not null, Ended);
        Assert.Contains("another node with the id \"twin\"", trouble, StringComparison.Ordinal);
        await Deadline.UntilAsync(() => Task.FromResult(older.Served.Count), served => served == 0, Ended);
        Assert.Equal([Partitions], await SpreadAsync("newer"));
        await EndAsync(older, newer);
    }

    [Fact]
    public async Task Of_two_nodes_with_one_id_the_newer_is_told_so_where_brokers_decide()
    {
        var older = await JoinAsync("older", GroupProtocol.Consumer, id: "twin");
        await SpreadAsync("older");

        var newer = await JoinAsync("newer", GroupProtocol.Consumer, id: "twin");

        var trouble = await Deadline.UntilAsync(() => Task.FromResult(newer.Trouble), text => text is not null, Ended);
        Assert.Contains("a node with the id \"twin\" is in group", trouble, StringComparison.Ordinal);
        Assert.Equal([Partitions], await SpreadAsync("older"));
        await EndAsync(older, newer);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_named_when_a_node_joins()
    {
        var nobody = $"127.0.0.1:{FreePorts.Block([0])}";
        await using var placement = new KafkaPlacement(
            new KafkaLogOptions { BootstrapServers = nobody, RequestTimeout = TimeSpan.FromSeconds(2) },
            new KafkaPlacementOptions { NodeId = "n1" },
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<KafkaPlacement>.Instance);

        var failure = await Assert.ThrowsAsync<PlacementException>(async () => await placement.JoinAsync(Ended));

        Assert.Contains(nobody, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> WaitAsync(Task task)
    {
        await task;
        return true;
    }

    private static async Task EndAsync(params PlacedNode[] nodes)
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task<PlacedNode> JoinAsync(string name, GroupProtocol protocol, string? id = null, TimeSpan? session = null) =>
        await (await NewAsync(name, protocol, id, session)).JoinAsync(Ended);

    private async Task<PlacedNode> NewAsync(string name, GroupProtocol protocol, string? id = null, TimeSpan? session = null, TimeSpan? handOver = null)
    {
        var bootstrap = (await servers.KafkaOrSkipAsync(Ended)).BootstrapServers;
        await using var log = KafkaLogs.Open(bootstrap);
        await log.EnsureTopicAsync(_topic, Partitions, Ended);
        var options = new KafkaPlacementOptions
        {
            NodeId = name,
            Protocol = protocol,
            SessionTimeout = session ?? TimeSpan.FromSeconds(6),
            HandOverTimeout = handOver ?? TimeSpan.FromSeconds(60),
        };

        // A cluster of its own for every test.
        return new PlacedNode(bootstrap, $"{_topic}.", new PlacedTopic(PlacedRole.Shards, _topic, Partitions), _journal, name, options, id);
    }

    private Task<IReadOnlyList<int>> SpreadAsync(params string[] nodes) =>
        Deadline.UntilAsync(() => Task.FromResult(_journal.Spread(Partitions, nodes)), spread => spread is not null && spread.All(served => served > 0), Ended)!;
}
