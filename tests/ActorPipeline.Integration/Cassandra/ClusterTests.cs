using ActorPipeline.Cql;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>The client against clusters that are set up or broken for one test.</summary>
public sealed class ClusterTests : CqlTest
{
    private static readonly CqlStatementOptions Idempotent = new() { IsIdempotent = true, Timeout = TimeSpan.FromSeconds(5) };

    public ClusterTests() => LongTests.RunOrSkip();

    [Fact]
    public async Task Requests_reach_a_replica_and_go_on_while_a_node_is_killed_and_comes_back()
    {
        await using var servers = await CassandraServers.StartOrSkipAsync(3, Cancelled);
        await using var session = await CqlSession.ConnectAsync(Options(servers) with { ReconnectAtMostAfter = TimeSpan.FromSeconds(1) }, Cancelled);
        await AwaitOpenAsync(session, 3);

        // A write goes elsewhere while a connection of its replica is busy or new: not for ever, and not for most.
        await Deadline.UntilAsync(async () => await IsRoutedAsync(session, $"{await KeyspaceAsync(session)}.t"), isRouted => isRouted, Cancelled);

        var table = $"{await KeyspaceAsync(session, copies: 3)}.t";
        var write = await CreateAsync(session, table);
        await servers.KillAsync(3, Cancelled);
        for (var i = 0; i < 200; i++)
        {
            var statement = write.Bind(i);
            statement.Options = Idempotent;
            await session.ExecuteAsync(statement, Cancelled);
        }

        await AwaitOpenAsync(session, 2);
        await servers.UpAsync(3, Cancelled);
        await AwaitOpenAsync(session, 3);
        using var count = await session.ExecuteAsync($"SELECT count(*) FROM {table}", cancellationToken: Cancelled);
        Assert.Equal(200, count.Rows[0][0].Get<long>());
    }

    // Servers that have just started tell of each other one by one.
    private static Task<int> AwaitOpenAsync(CqlSession session, int nodes) =>
        Deadline.UntilAsync(() => Task.FromResult(session.Nodes.Count(node => node.OpenConnections > 0)), open => open == nodes, Cancelled);

    [Fact]
    public async Task A_cluster_that_was_gone_is_used_again_when_it_is_back()
    {
        await using var servers = await CassandraServers.StartOrSkipAsync(1, Cancelled);
        await using var session = await CqlSession.ConnectAsync(Options(servers) with { ReconnectAtMostAfter = TimeSpan.FromSeconds(1) }, Cancelled);
        var write = await CreateAsync(session, $"{await KeyspaceAsync(session)}.t");
        await servers.KillAsync(null, Cancelled);
        await Deadline.UntilAsync(() => Task.FromResult(session.Nodes[0].OpenConnections), open => open == 0, Cancelled);
        var error = await Assert.ThrowsAsync<CqlNoNodeException>(() => session.ExecuteAsync(write.Bind(1), Cancelled).AsTask());
        Assert.Contains(session.Nodes[0].Endpoint.ToString(), error.Message, StringComparison.Ordinal);

        await servers.UpAsync(null, Cancelled);
        await Deadline.UntilAsync(() => Task.FromResult(session.Nodes[0].OpenConnections), open => open > 0, Cancelled);

        await session.ExecuteAsync(write.Bind(1), Cancelled);
    }

    [Fact]
    public async Task A_password_is_checked()
    {
        await using var servers = await CassandraServers.StartOrSkipAsync(1, Cancelled, "authenticator: PasswordAuthenticator");
        var options = Options(servers) with { Username = "cassandra", Password = "cassandra" };
        // The first user is made some time after the port is open.
        await using var session = await Deadline.UntilAsync(() => TryConnectAsync(options), connected => connected is not null, Cancelled);
        using var result = await session!.ExecuteAsync("SELECT key FROM system.local", cancellationToken: Cancelled);
        Assert.Equal("local", result.Rows[0][0].Get<string>());

        var wrong = await Assert.ThrowsAsync<CqlAuthenticationException>(() => CqlSession.ConnectAsync(options with { Password = "wrong" }, Cancelled));
        Assert.Contains("refused user cassandra", wrong.Message, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<CqlAuthenticationException>(() => CqlSession.ConnectAsync(Options(servers), Cancelled));
        Assert.Contains("wants a user name and a password", none.Message, StringComparison.Ordinal);
    }

    /// <summary>With one copy of everything, a node coordinates exactly the writes that it stores when each was sent to its replica.</summary>
    private static async Task<bool> IsRoutedAsync(CqlSession session, string table)
    {
        const int Writes = 3_000;
        var write = await CreateAsync(session, table);
        await Parallel.ForAsync(0, Writes, Cancelled, async (i, cancelled) => await session.ExecuteAsync(write.Bind(i), cancelled));

        // A server counts what it has coordinated a moment after it has answered.
        var coordinated = await Deadline.UntilAsync(() => CountAsync(session, "coordinator_write_latency", table), counts => counts.Sum() >= Writes, Cancelled);
        var stored = await CountAsync(session, "local_write_latency", table);
        Assert.Equal(Writes, stored.Sum());
        Assert.All(stored, count => Assert.InRange(count, 1, Writes - 1));
        return stored.SequenceEqual(coordinated);
    }

    private static Task<long[]> CountAsync(CqlSession session, string view, string table) =>
        Task.WhenAll(session.Nodes.OrderBy(node => node.Endpoint.ToString(), StringComparer.Ordinal).Select(node => CountAsync(node.Endpoint, view, table)));

    private static async Task<long> CountAsync(CqlEndpoint node, string view, string table)
    {
        var options = new CqlSessionOptions { ContactPoints = [node] };
        await using var connection = await new Connector(options, new SocketTransport(null)).NegotiateAsync(node, null, Cancelled);
        var parts = table.Split('.');
        var request = new QueryRequest(
            $"SELECT count FROM system_views.{view} WHERE keyspace_name = '{parts[0]}' AND table_name = '{parts[1]}'", new QueryParameters { Consistency = CqlConsistency.One });
        Assert.Equal(SendResult.Sent, connection.TrySend(request, options.RequestTimeout, out var answer, Cancelled));
        using var rows = Assert.IsType<RowsResponse>(ResponseDecoder.Decode(await answer)).Rows;
        return rows[0][0].Get<long>();
    }

    private static async Task<PreparedStatement> CreateAsync(CqlSession session, string table)
    {
        await session.ExecuteAsync($"CREATE TABLE {table} (k int PRIMARY KEY)", cancellationToken: Cancelled);
        return await session.PrepareAsync($"INSERT INTO {table} (k) VALUES (?)", cancellationToken: Cancelled);
    }

    private static async Task<CqlSession?> TryConnectAsync(CqlSessionOptions options)
    {
        try
        {
            return await CqlSession.ConnectAsync(options, Cancelled);
        }
        catch (CqlAuthenticationException)
        {
            return null;
        }
    }
}
