using System.Globalization;
using System.Net;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Routing;
using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql.Cluster;

/// <summary>Reads the system tables that describe the cluster, over one connection.</summary>
internal static class TopologyReader
{
    private const string Columns = "host_id, data_center, rack, release_version, schema_version, tokens";
    private const string Local = $"SELECT {Columns} FROM system.local WHERE key = 'local'";
    private const string Peers = $"SELECT {Columns}, native_address, native_port FROM system.peers_v2";
    private const string OldPeers = $"SELECT {Columns}, rpc_address FROM system.peers";
    private const string Keyspaces = "SELECT keyspace_name, replication FROM system_schema.keyspaces";

    public static async Task<(IReadOnlyList<NodeDescription> Nodes, IReadOnlyDictionary<string, Replication> Keyspaces)> ReadAsync(
        CqlConnection connection, IClientOptions options, CancellationToken cancellationToken)
    {
        var nodes = await ReadNodesAsync(connection, options, cancellationToken).ConfigureAwait(false);
        using var rows = await AskAsync(connection, Keyspaces, options, cancellationToken).ConfigureAwait(false);
        var keyspaces = new Dictionary<string, Replication>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (Replication.Parse(row[1].GetMap<string, string>().ToDictionary(StringComparer.Ordinal)) is { } replication)
            {
                keyspaces[row[0].Get<string>()!] = replication;
            }
        }

        return (nodes, keyspaces);
    }

    public static async Task<bool> IsSchemaAgreedAsync(
        CqlConnection connection, IClientOptions options, Func<NodeDescription, bool> isUp, CancellationToken cancellationToken)
    {
        var nodes = await ReadNodesAsync(connection, options, cancellationToken).ConfigureAwait(false);
        return nodes.Skip(1).Where(isUp).All(node => node.SchemaVersion == nodes[0].SchemaVersion);
    }

    private static async Task<List<NodeDescription>> ReadNodesAsync(CqlConnection connection, IClientOptions options, CancellationToken cancellationToken)
    {
        using var local = await AskAsync(connection, Local, options, cancellationToken).ConfigureAwait(false);
        if (local.Count == 0 || Describe(local[0], connection.Endpoint) is not { } self)
        {
            throw new CqlConnectException(connection.Endpoint, "does not describe itself: its row of system.local is missing or incomplete");
        }

        var nodes = new List<NodeDescription> { self };
        using var peers = await AskPeersAsync(connection, options, cancellationToken).ConfigureAwait(false);
        foreach (var row in peers)
        {
            // A node that is joining, or one that was replaced, has a row without all of it.
            if (Endpoint(row, connection.Endpoint.Port) is { } endpoint && Describe(row, endpoint) is { } peer
                && nodes.TrueForAll(node => node.HostId != peer.HostId))
            {
                nodes.Add(peer);
            }
        }

        return nodes;
    }

    private static async Task<CqlRows> AskPeersAsync(CqlConnection connection, IClientOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(connection, Peers, options, cancellationToken).ConfigureAwait(false);
        }
        catch (CqlServerException e) when (e.Code == CqlErrorCode.Invalid)
        {
            // Before Cassandra 4.0.
            return await AskAsync(connection, OldPeers, options, cancellationToken).ConfigureAwait(false);
        }
    }

    private static NodeDescription? Describe(CqlRow row, CqlEndpoint endpoint) => row[0].IsNull || row[1].IsNull || row[2].IsNull || row[5].IsNull
        ? null
        : new NodeDescription(
            row[0].Get<Guid>(), endpoint, row[1].Get<string>()!, row[2].Get<string>()!,
            row[3].Get<string>() ?? "", row[4].Get<Guid?>() ?? Guid.Empty, Tokens(row));

    /// <summary>Tokens of other partitioners than Murmur3 are no numbers: such a cluster is used without routing.</summary>
    private static long[] Tokens(CqlRow row)
    {
        var texts = row[5].GetList<string>();
        var tokens = new List<long>(texts.Count);
        foreach (var text in texts)
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var token))
            {
                tokens.Add(token);
            }
        }

        return [.. tokens];
    }

    private static CqlEndpoint? Endpoint(CqlRow row, int port)
    {
        if (row[6].IsNull || row[6].Get<IPAddress>() is not { } address || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return null;
        }

        return new CqlEndpoint(address.ToString(), row.Columns.Count > 7 && !row[7].IsNull ? row[7].Get<int>() : port);
    }

    private static async Task<CqlRows> AskAsync(CqlConnection connection, string cql, IClientOptions options, CancellationToken cancellationToken)
    {
        var request = new QueryRequest(cql, new QueryParameters { Consistency = CqlConsistency.One });
        if (connection.TrySend(request, options.RequestTimeout, out var answer, cancellationToken) != SendResult.Sent)
        {
            throw new CqlConnectException(connection.Endpoint, "lost the connection that tells of the cluster");
        }

        switch (ResponseDecoder.Decode(await answer.ConfigureAwait(false)))
        {
            case RowsResponse rows:
                return rows.Rows;
            case ErrorResponse refused:
                throw refused.From(connection.Endpoint);
            case var other:
                throw new CqlProtocolException($"expected rows from {connection.Endpoint}, found {other.GetType().Name}");
        }
    }
}
