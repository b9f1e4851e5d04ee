using ActorPipeline.Cql;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>Servers that speak the native protocol within the process, on a clock that stands still until the test moves it.</summary>
internal sealed class StubCluster : ITransport
{
    private readonly List<Task> _serving = [];
    private int _connections;

    public VirtualTimeProvider Clock { get; } = new(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public List<StubNode> Nodes { get; } = [];

    /// <summary>Replication factors by keyspace.</summary>
    public Dictionary<string, int> Keyspaces { get; } = new() { ["ks"] = 1 };

    /// <summary>A cluster of nodes 1, 2, … of one datacenter with evenly spread tokens.</summary>
    public static StubCluster Of(int nodes)
    {
        var cluster = new StubCluster();
        for (var i = 0; i < nodes; i++)
        {
            cluster.Nodes.Add(new StubNode(cluster, i + 1, "dc1", [long.MinValue + (long)((ulong.MaxValue / (ulong)nodes) * (ulong)i)]));
        }

        return cluster;
    }

    /// <summary>Options of a session to this cluster: one connection a node; closing does not wait, as nobody moves the clock then.</summary>
    public CqlSessionOptions Options => new()
    {
        ContactPoints = [.. Nodes.Select(node => node.Endpoint)],
        ConnectionsPerNode = 1,
        CloseTimeout = TimeSpan.Zero,
        Time = Clock,
        Transport = this,
    };

    public Task<CqlSession> ConnectAsync(CqlSessionOptions? options, CancellationToken cancellationToken) =>
        CqlSession.ConnectAsync(options ?? Options, cancellationToken);

    public Task<Stream> OpenAsync(CqlEndpoint endpoint, CancellationToken cancellationToken)
    {
        var node = Nodes.Find(node => node.Endpoint == endpoint) is { IsUp: true } found ? found : throw new IOException("connection refused");
        var (client, server) = MemoryStreamPair.Create();
        var number = Interlocked.Increment(ref _connections) - 1;
        var connection = new StubConnection(node, number, server);
        node.Connections[number] = connection;
        lock (_serving)
        {
            _serving.Add(connection.ServeAsync());
        }

        return Task.FromResult(client);
    }
}
