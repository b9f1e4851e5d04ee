using ActorPipeline.Cql.Protocol;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Cql.Tests.Connections;

public sealed class HandshakeTests : StubTest
{
    [Fact]
    public async Task The_newest_version_is_spoken_where_the_node_knows_it()
    {
        await using var session = await StubCluster.Of(1).ConnectAsync(null, Cancelled);

        Assert.Equal(5, session.ProtocolVersion);
    }

    [Fact]
    public async Task An_older_node_is_spoken_to_in_version_4()
    {
        var cluster = Cluster(node => new StubNode(node, 1, "dc1", [0]) { NewestVersion = 4 });
        await using var session = await cluster.ConnectAsync(null, Cancelled);

        await SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask());

        Assert.Equal(4, session.ProtocolVersion);
        Assert.All(cluster.Nodes[0].Connections.Values, connection => Assert.Equal(4, connection.Version));
    }

    [Fact]
    public async Task A_pinned_version_that_the_node_does_not_know_is_an_error_with_its_words()
    {
        var cluster = Cluster(node => new StubNode(node, 1, "dc1", [0]) { NewestVersion = 4 });

        var error = await Assert.ThrowsAsync<CqlNoNodeException>(() => cluster.ConnectAsync(cluster.Options with { ProtocolVersion = 5 }, Cancelled));

        Assert.Contains("10.0.0.1:9042 does not speak protocol version 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("supported versions are (3/v3, 4/v4)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_version_serves_nodes_of_which_only_some_know_a_newer_one()
    {
        var cluster = new StubCluster();
        cluster.Nodes.AddRange([new StubNode(cluster, 1, "dc1", [0]), new StubNode(cluster, 2, "dc1", [7]) { NewestVersion = 4 }]);
        await using (var newest = await cluster.ConnectAsync(null, Cancelled))
        {
            Assert.Equal([1, 0], newest.Nodes.OrderBy(node => node.Endpoint.Host).Select(node => node.OpenConnections));
        }

        await using var session = await cluster.ConnectAsync(cluster.Options with { ProtocolVersion = 4 }, Cancelled);
        for (var i = 0; i < 4; i++)
        {
            await SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask());
        }

        Assert.Equal([1, 1], session.Nodes.Select(node => node.OpenConnections));
        Assert.Equal([2, 2], cluster.Nodes.Select(node => node.Received.Count));
        Assert.All(cluster.Nodes.SelectMany(node => node.Received), request => Assert.Equal(4, request.Header.Version));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_password_logs_in(int version)
    {
        var cluster = Cluster(node => new StubNode(node, 1, "dc1", [0]) { Password = "secret" });
        await using var session = await cluster.ConnectAsync(cluster.Options with { Username = "user", Password = "secret", ProtocolVersion = version }, Cancelled);

        await SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask());
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_node_and_user_and_without_the_password()
    {
        var cluster = Cluster(node => new StubNode(node, 1, "dc1", [0]) { Password = "secret" });

        var error = await Assert.ThrowsAsync<CqlAuthenticationException>(() => cluster.ConnectAsync(cluster.Options with { Username = "user", Password = "wrong" }, Cancelled));

        Assert.Contains("10.0.0.1:9042 refused user user", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_password_is_an_error_that_says_so()
    {
        var cluster = Cluster(node => new StubNode(node, 1, "dc1", [0]) { Password = "secret" });

        var error = await Assert.ThrowsAsync<CqlAuthenticationException>(() => cluster.ConnectAsync(null, Cancelled));

        Assert.Contains("wants a user name and a password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compression_that_the_node_does_not_know_is_an_error_with_what_it_knows()
    {
        var cluster = Cluster(node => new StubNode(node, 1, "dc1", [0]) { Compressions = ["snappy"] });

        var error = await Assert.ThrowsAsync<CqlNoNodeException>(() => cluster.ConnectAsync(cluster.Options with { UseLz4 = true }, Cancelled));

        Assert.Contains("it knows: snappy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contact_points_that_do_not_answer_are_all_named_with_the_reason()
    {
        var cluster = StubCluster.Of(2);
        cluster.Nodes[0].IsUp = cluster.Nodes[1].IsUp = false;

        var error = await Assert.ThrowsAsync<CqlNoNodeException>(() => cluster.ConnectAsync(null, Cancelled));

        Assert.Equal("no Cassandra node answered: 10.0.0.1:9042 connection refused; 10.0.0.2:9042 connection refused", error.Message);
    }

    [Fact]
    public async Task A_node_that_takes_connections_and_says_nothing_is_given_up()
    {
        var cluster = StubCluster.Of(1);
        cluster.Nodes[0].SaysNothing = true;
        var connecting = cluster.ConnectAsync(null, Cancelled);

        await AdvanceUntilAsync(cluster, () => connecting.IsCompleted, TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<CqlNoNodeException>(() => connecting);
        Assert.Contains("within 5 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused_by_name()
    {
        var cluster = StubCluster.Of(1);

        Assert.Contains("MaxStreams", (await Assert.ThrowsAsync<ArgumentException>(() => cluster.ConnectAsync(cluster.Options with { MaxStreams = 32_769 }, Cancelled))).Message, StringComparison.Ordinal);
        Assert.Contains("ProtocolVersion", (await Assert.ThrowsAsync<ArgumentException>(() => cluster.ConnectAsync(cluster.Options with { ProtocolVersion = 6 }, Cancelled))).Message, StringComparison.Ordinal);
        Assert.Contains("Password", (await Assert.ThrowsAsync<ArgumentException>(() => cluster.ConnectAsync(cluster.Options with { Username = "user" }, Cancelled))).Message, StringComparison.Ordinal);
    }

    private static StubCluster Cluster(Func<StubCluster, StubNode> node)
    {
        var cluster = new StubCluster();
        cluster.Nodes.Add(node(cluster));
        return cluster;
    }
}
