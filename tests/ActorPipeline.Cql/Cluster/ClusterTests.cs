using System.Net;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Cql.Tests.Cluster;

/// <summary>Nodes that come, go, and speak of each other.</summary>
public sealed class ClusterTests : StubTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly StubCluster _cluster = StubCluster.Of(3);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_nodes_are_learnt_from_one(bool hasNewPeers)
    {
        var cluster = new StubCluster();
        cluster.Nodes.AddRange(Enumerable.Range(1, 3).Select(number => new StubNode(cluster, number, "dc1", [number]) { HasNewPeers = hasNewPeers }));
        await using var session = await cluster.ConnectAsync(cluster.Options with { ContactPoints = [cluster.Nodes[1].Endpoint] }, Cancelled);

        Assert.Equal(cluster.Nodes.Select(node => node.Endpoint), session.Nodes.Select(node => node.Endpoint).OrderBy(endpoint => endpoint.Host));
        Assert.All(session.Nodes, node => Assert.Equal(1, node.OpenConnections));
    }

    [Fact]
    public async Task Nodes_of_other_datacenters_get_no_requests()
    {
        _cluster.Nodes.Add(new StubNode(_cluster, 4, "dc2", [7]));
        await using var session = await _cluster.ConnectAsync(null, Cancelled);

        for (var i = 0; i < 12; i++)
        {
            await SoonAsync(session.ExecuteAsync("SELECT 1", cancellationToken: Cancelled).AsTask());
        }

        Assert.Equal("dc1", session.Datacenter);
        Assert.Empty(_cluster.Nodes[3].Connections);
        Assert.False(session.Nodes.Single(node => node.Datacenter == "dc2").IsLocal);
    }

    [Fact]
    public async Task A_datacenter_without_nodes_is_an_error_that_names_those_there_are()
    {
        var error = await Assert.ThrowsAsync<CqlNoNodeException>(() => _cluster.ConnectAsync(_cluster.Options with { LocalDatacenter = "dc9" }, Cancelled));

        Assert.Contains("no node in datacenter dc9, only in dc1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_went_down_is_left_out_and_comes_back()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        _cluster.Nodes[2].GoDown();
        await UntilAsync(() => Open(session, 2) == 0);
        for (var i = 0; i < 6; i++)
        {
            await SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask());
        }

        _cluster.Nodes[2].IsUp = true;

        await AdvanceUntilAsync(_cluster, () => Open(session, 2) == 1, Second);
    }

    [Fact]
    public async Task A_node_that_came_back_is_taught_the_statements_before_it_is_asked()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        await session.PrepareAsync(Write, cancellationToken: Cancelled);
        _cluster.Nodes[2].GoDown();
        _cluster.Nodes[2].Forget();
        await UntilAsync(() => Open(session, 2) == 0);
        _cluster.Nodes[2].Received.Clear();

        _cluster.Nodes[2].IsUp = true;
        await AdvanceUntilAsync(_cluster, () => Open(session, 2) == 1, Second);

        Assert.Equal([Opcode.Prepare], _cluster.Nodes[2].Received.Select(request => request.Opcode));
    }

    [Fact]
    public async Task When_no_node_is_left_requests_fail_at_once_with_every_node_and_reason_and_work_again_when_they_are_back()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        foreach (var node in _cluster.Nodes)
        {
            node.GoDown();
        }

        await UntilAsync(() => session.Nodes.All(node => node.OpenConnections == 0));
        var error = await Assert.ThrowsAsync<CqlNoNodeException>(() => SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask()));
        Assert.All(_cluster.Nodes, node => Assert.Contains($"{node.Endpoint} ", error.Message, StringComparison.Ordinal));

        foreach (var node in _cluster.Nodes)
        {
            node.IsUp = true;
        }

        await AdvanceUntilAsync(_cluster, () => session.Nodes.All(node => node.OpenConnections == 1), Second);
        await SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask());
        await AdvanceUntilAsync(_cluster, () => _cluster.Nodes.Sum(Control) == 1, Second);
    }

    [Fact]
    public async Task The_connection_that_tells_of_the_cluster_moves_when_its_node_goes()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        Assert.Equal([1, 0, 0], _cluster.Nodes.Select(Control));

        _cluster.Nodes[0].GoDown();

        await AdvanceUntilAsync(_cluster, () => Control(_cluster.Nodes[1]) + Control(_cluster.Nodes[2]) == 1, Second);
    }

    [Fact]
    public async Task A_storm_of_events_is_read_up_on_once()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var news = StubAnswer.TopologyEvent("NEW_NODE", IPAddress.Parse("10.0.0.9"), 9042);
        for (var i = 0; i < 10_000; i++)
        {
            await _cluster.Nodes[0].PushAsync(news);
        }

        // An answer on the same connection is read after all of them.
        var beats = _cluster.Nodes[0].Heartbeats;
        await AdvanceUntilAsync(_cluster, () => _cluster.Nodes[0].Heartbeats > beats, Second);

        Assert.InRange(_cluster.Nodes[0].TopologyReads, 2, 4);
    }

    [Fact]
    public async Task A_node_that_joined_is_used_after_the_event()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var joined = new StubNode(_cluster, 4, "dc1", [7]);
        _cluster.Nodes.Add(joined);
        await _cluster.Nodes[0].PushAsync(StubAnswer.TopologyEvent("NEW_NODE", joined.Address, 9042));

        await AdvanceUntilAsync(_cluster, () => session.Nodes.Count == 4 && Open(session, 3) == 1, Second);
    }

    [Fact]
    public async Task News_is_acted_upon_while_the_connections_for_requests_are_full()
    {
        var (cluster, patient) = (StubCluster.Of(1), TimeSpan.FromHours(1));
        var options = cluster.Options with { MaxStreams = 1, RequestTimeout = patient, HeartbeatInterval = patient };
        await using var session = await cluster.ConnectAsync(options, Cancelled);
        var (full, joined) = (cluster.Nodes[0], new StubNode(cluster, 2, "dc1", [7]));
        full.Script = _ => null;
        var held = session.ExecuteAsync("SELECT 1", cancellationToken: Cancelled).AsTask();
        var waiting = session.ExecuteAsync("SELECT 2", cancellationToken: Cancelled).AsTask();
        await UntilAsync(() => full.Received.Count == 1);

        cluster.Nodes.Add(joined);
        await full.PushAsync(StubAnswer.TopologyEvent("NEW_NODE", joined.Address, 9042));
        await AdvanceUntilAsync(cluster, () => session.Nodes.Sum(node => node.OpenConnections) == 2, Second);
        await SoonAsync(session.ExecuteAsync("SELECT 3", cancellationToken: Cancelled).AsTask());

        Assert.Equal("SELECT 3", Assert.Single(joined.Received).Cql);
        Assert.Equal("SELECT 1", Assert.Single(full.Received).Cql);
        Assert.False(held.IsCompleted || waiting.IsCompleted);
    }

    [Fact]
    public async Task A_node_that_left_finishes_what_it_has_and_is_closed()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { CloseTimeout = TimeSpan.FromSeconds(5) }, Cancelled);
        var leaving = _cluster.Nodes[2];
        leaving.Script = _ => null;
        var requests = Enumerable.Range(0, 3).Select(_ => session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask()).ToArray();
        await UntilAsync(() => leaving.Received.Count == 1);
        _cluster.Nodes.Remove(leaving);
        await _cluster.Nodes[0].PushAsync(StubAnswer.TopologyEvent("REMOVED_NODE", leaving.Address, 9042));
        await AdvanceUntilAsync(_cluster, () => session.Nodes.Count == 2, Second);

        await leaving.Received.First().AnswerAsync(StubAnswer.Void);

        await SoonAsync(Task.WhenAll(requests));
        await UntilAsync(() => leaving.Connections.IsEmpty);
    }

    [Fact]
    public async Task A_node_that_is_said_to_be_up_is_tried_before_its_pause_is_over()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { ReconnectAfter = TimeSpan.FromHours(1), ReconnectAtMostAfter = TimeSpan.FromHours(1) }, Cancelled);
        _cluster.Nodes[2].GoDown();
        await UntilAsync(() => Open(session, 2) == 0);
        _cluster.Nodes[2].IsUp = true;

        await _cluster.Nodes[0].PushAsync(StubAnswer.StatusEvent("UP", _cluster.Nodes[2].Address, 9042));

        await AdvanceUntilAsync(_cluster, () => Open(session, 2) == 1, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_node_that_is_said_to_be_down_and_answers_is_up()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        await _cluster.Nodes[0].PushAsync(StubAnswer.StatusEvent("DOWN", _cluster.Nodes[2].Address, 9042));
        var beats = _cluster.Nodes[0].Heartbeats;
        await AdvanceUntilAsync(_cluster, () => _cluster.Nodes[0].Heartbeats > beats, Second);

        Assert.Equal(1, Open(session, 2));
    }

    [Fact]
    public async Task A_change_of_the_schema_waits_until_all_nodes_know_it()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        Script(StubAnswer.SchemaChange());
        _cluster.Nodes[1].SchemaVersion = Guid.Empty;
        var change = session.ExecuteAsync("CREATE TABLE", cancellationToken: Cancelled).AsTask();
        await AdvanceUntilAsync(_cluster, () => _cluster.Nodes.Sum(node => node.TopologyReads) > 3);
        Assert.False(change.IsCompleted);

        _cluster.Nodes[1].SchemaVersion = _cluster.Nodes[0].SchemaVersion;

        Assert.True((await AdvanceToEndAsync(_cluster, change)).IsSchemaAgreed);
    }

    [Fact]
    public async Task A_schema_that_is_not_agreed_on_in_time_is_said_so()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        Script(StubAnswer.SchemaChange());
        _cluster.Nodes[1].SchemaVersion = Guid.Empty;

        var change = session.ExecuteAsync("CREATE TABLE", cancellationToken: Cancelled).AsTask();

        Assert.False((await AdvanceToEndAsync(_cluster, change, TimeSpan.FromMilliseconds(200))).IsSchemaAgreed);
    }

    [Fact]
    public async Task The_node_that_changed_the_schema_is_asked_who_else_knows_it()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        Script(StubAnswer.SchemaChange());

        Assert.True((await SoonAsync(session.ExecuteAsync("CREATE TABLE", cancellationToken: Cancelled).AsTask())).IsSchemaAgreed);

        var coordinator = Assert.Single(_cluster.Nodes, node => !node.Received.IsEmpty);
        Assert.Equal(coordinator == _cluster.Nodes[0] ? 2 : 1, coordinator.TopologyReads);
    }

    private static int Control(StubNode node) => node.Connections.Values.Count(connection => connection.WantsEvents);

    private int Open(CqlSession session, int index) => session.Nodes.FirstOrDefault(node => node.Endpoint == _cluster.Nodes[index].Endpoint)?.OpenConnections ?? 0;

    private void Script(StubAnswer answer)
    {
        foreach (var node in _cluster.Nodes)
        {
            node.Script = _ => answer;
        }
    }
}
