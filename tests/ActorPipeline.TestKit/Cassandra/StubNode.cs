using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>A node of a <see cref="StubCluster"/>. What a test does not script it answers as a node would: the handshake, the system tables, VOID to the rest.</summary>
internal sealed class StubNode(StubCluster cluster, int number, string datacenter, long[] tokens)
{
    private readonly ConcurrentDictionary<string, bool> _prepared = new();

    public CqlEndpoint Endpoint { get; } = new($"10.0.0.{number}", CqlEndpoint.DefaultPort);

    public IPAddress Address => IPAddress.Parse(Endpoint.Host);

    public Guid HostId { get; } = new(number, 0, 0, new byte[8]);

    public Guid SchemaVersion { get; set; } = new(1, 1, 1, new byte[8]);

    public string Datacenter => datacenter;

    public string Rack => "r" + number.ToString(CultureInfo.InvariantCulture);

    public long[] Tokens => tokens;

    /// <summary>Whether it takes connections.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>The highest protocol version it speaks.</summary>
    public int NewestVersion { get; init; } = 5;

    /// <summary>The password it wants; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether it has system.peers_v2.</summary>
    public bool HasNewPeers { get; init; } = true;

    /// <summary>Connections open now, in the order they were made.</summary>
    public ConcurrentDictionary<int, StubConnection> Connections { get; } = new();

    /// <summary>Requests of programs it got: neither handshake nor system tables.</summary>
    public ConcurrentQueue<StubRequest> Received { get; } = new();

    /// <summary>Scripts answers: gets a program's request, returns what to say, or null to say nothing now.</summary>
    public Func<StubRequest, StubAnswer?>? Script { get; set; }

    /// <summary>How often the cluster's nodes were read from it.</summary>
    public int TopologyReads { get; private set; }

    /// <summary>Whether it takes requests and answers none.</summary>
    public bool SaysNothing { get; set; }

    /// <summary>Heartbeats answered, and questions for its options.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>The compressions it knows.</summary>
    public string[] Compressions { get; init; } = ["snappy", "lz4"];

    /// <summary>Stops taking connections and drops those that are open.</summary>
    public void GoDown()
    {
        IsUp = false;
        foreach (var connection in Connections.Values)
        {
            connection.Drop();
        }
    }

    /// <summary>Forgets prepared statements, as after a restart.</summary>
    public void Forget() => _prepared.Clear();

    /// <summary>Sends something to the connections that asked for events.</summary>
    public async Task PushAsync(StubAnswer news)
    {
        foreach (var connection in Connections.Values.Where(connection => connection.WantsEvents))
        {
            await connection.AnswerAsync(-1, news);
        }
    }

    public StubAnswer? Answer(StubRequest request) => SaysNothing ? null : request.Opcode switch
    {
        Opcode.Options => Beat(),
        Opcode.Startup => Password is null ? StubAnswer.Ready : StubAnswer.Build(Opcode.Authenticate, writer => writer.WriteString("org.apache.cassandra.auth.PasswordAuthenticator")),
        Opcode.AuthResponse => LogIn(request),
        Opcode.Register => StubAnswer.Ready,
        Opcode.Query when request.Cql.Contains(" system", StringComparison.Ordinal) => Table(request.Cql),
        _ => Program(request),
    };

    /// <summary>What it says to a program that scripted nothing.</summary>
    public StubAnswer Usual(StubRequest request)
    {
        if (request.Opcode == Opcode.Prepare)
        {
            _prepared[request.Cql] = true;
            return StubAnswer.Prepared(request.Cql, request.Header.Version);
        }

        return request.Opcode == Opcode.Execute && !_prepared.ContainsKey(request.Cql) ? StubAnswer.Unprepared(request.Cql) : StubAnswer.Void;
    }

    private StubAnswer Beat()
    {
        Heartbeats++;
        return StubAnswer.Supported(Compressions);
    }

    private StubAnswer? Program(StubRequest request)
    {
        Received.Enqueue(request);
        return Script is null ? Usual(request) : Script(request);
    }

    private StubAnswer LogIn(StubRequest request)
    {
        var reader = new WireReader(request.Body);
        var token = Encoding.UTF8.GetString(reader.ReadBytes("a token")!);
        return token == $"\0user\0{Password}"
            ? StubAnswer.Build(Opcode.AuthSuccess, writer => writer.WriteNull())
            : StubAnswer.Error(0x0100, "Provided username user and/or password are incorrect");
    }

    private StubAnswer Table(string cql)
    {
        var others = cluster.Nodes.Where(node => node != this);
        if (cql.Contains("system.local", StringComparison.Ordinal))
        {
            TopologyReads++;
            return StubTables.Local(this);
        }

        return cql.Contains("system_schema.keyspaces", StringComparison.Ordinal) ? StubTables.Keyspaces(cluster.Keyspaces)
            : !cql.Contains("peers_v2", StringComparison.Ordinal) ? StubTables.OldPeers(others)
            : HasNewPeers ? StubTables.Peers(others) : StubAnswer.Error(0x2200, "unconfigured table peers_v2");
    }
}
