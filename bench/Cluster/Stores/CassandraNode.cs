using System.Globalization;
using System.Text.Json;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>One Cassandra node in a folder of its own, ended and forgotten with this.</summary>
internal sealed class CassandraNode : IAsyncDisposable
{
    // The script puts gossip and management so far above the port.
    private const int GossipDistance = 1000;
    private const int ManagementDistance = 2001;

    // On a busy machine it is slow: what it gives up on is written again, and would be measured twice.
    private static readonly string[] Patience =
    [
        "write_request_timeout: 60s", "read_request_timeout: 60s", "range_request_timeout: 60s", "native_transport_timeout: 60s",
    ];

    private readonly LocalServer _server;
    private readonly string _script;

    private CassandraNode(LocalServer server, string script)
    {
        _server = server;
        _script = script;
    }

    /// <summary>Where it answers.</summary>
    public string Address => _server.Address;

    /// <summary>CPU-seconds of its process so far.</summary>
    public double CpuSeconds => ProcessMeter.CpuSecondsOf(
        int.Parse(File.ReadAllText(Path.Combine(_server.Folder, "1", "pid")), CultureInfo.InvariantCulture));

    /// <summary>Starts it.</summary>
    public static async Task<CassandraNode> StartAsync(string script) =>
        new(await LocalServer.StartAsync(script, [GossipDistance, ManagementDistance], [.. Patience.SelectMany(line => new[] { "--set", line })]), script);

    /// <summary>Writes everything of a keyspace to disk, compacts it to one file a table, and says how large the tables are.</summary>
    /// <returns>Bytes by table.</returns>
    public async Task<IReadOnlyDictionary<string, long>> MeasureTablesAsync(string keyspace)
    {
        await NodeToolAsync("flush", keyspace);
        await NodeToolAsync("compact", keyspace);
        using var stats = JsonDocument.Parse(await NodeToolAsync("tablestats", "-F", "json", keyspace));
        return stats.RootElement.GetProperty(keyspace).GetProperty("tables").EnumerateObject().ToDictionary(
            table => table.Name,
            table => long.Parse(table.Value.GetProperty("space_used_live").GetString()!, CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task<string> NodeToolAsync(params string[] arguments) => PeerTools.MustRunAsync(_script, ["nodetool", _server.Folder, .. arguments]);
}
