using System.Globalization;
using System.Net;
using ActorPipeline.Cassandra.Cql.Connections;
using ActorPipeline.Cassandra.Cql.Messages;
using ActorPipeline.Cassandra.Cql.Routing;
using ActorPipeline.Cassandra.Cql.Types;
using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql.Cluster;

/// <summary>Reads the system tables that describe the cluster, over one connection.</summary>
internal static class TopologyReader
{
    private const string Columns = "host_id, data_center, rack, release_version, schema_version, tokens";
    private const string Local = $"SELECT {Columns} FROM system.local WHERE key = 'local'";
    private const string Peers = $"SELECT {Columns}, native_address, native_port FROM system.peers_v2";
    private const string OldPeers = $"SELECT {Columns}, rpc_address FROM system.peers";
    private const string Keyspaces = "SELECT keyspace_name, replication FROM system_schema.keyspaces";

    /// <summary>All nodes, the one that is asked first, and the replication of the keyspaces.</summary>
    public static async Task<(IReadOnlyList<NodeDescription> Nodes, IReadOnlyDictionary<string, Replication> Keyspaces)> ReadAsync(
        CqlConnection connection, CqlSessionOptions options, CancellationToken cancellationToken)
    {
        var nodes = await ReadNodesAsync(connection, options, cancellationToken).ConfigureAwait(false);
        using var rows = await AskAsync(connection, Keyspaces, options, cancellationToken).ConfigureAwait(false);
        var keyspaces = new Dictionary<string, Replication>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (Replication.Parse(row.GetMap<string, string>(1).ToDictionary(StringComparer.Ordinal)) is { } replication)
            {
                keyspaces[row.GetString(0)!] = replication;
            }
        }

        return (nodes, keyspaces);
    }

    /// <summary>Whether all nodes know the same schema.</summary>
    public static async Task<bool> IsSchemaAgreedAsync(
        CqlConnection connection, CqlSessionOptions options, Func<NodeDescription, bool> isUp, CancellationToken cancellationToken)
    {
        var nodes = await ReadNodesAsync(connection, options, cancellationToken).ConfigureAwait(false);
        return nodes.Skip(1).Where(isUp).All(node => node.SchemaVersion == nodes[0].SchemaVersion);
    }

    private static async Task<List<NodeDescription>> ReadNodesAsync(CqlConnection connection, CqlSessionOptions options, CancellationToken cancellationToken)
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

    private static async Task<CqlRows> AskPeersAsync(CqlConnection connection, CqlSessionOptions options, CancellationToken cancellationToken)
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

    private static NodeDescription? Describe(CqlRow row, CqlEndpoint endpoint) => row.IsNull(0) || row.IsNull(1) || row.IsNull(2) || row.IsNull(5)
        ? null
        : new NodeDescription(
            row.GetGuid(0), endpoint, row.GetString(1)!, row.GetString(2)!, row.GetString(3) ?? "", row.IsNull(4) ? Guid.Empty : row.GetGuid(4), Tokens(row));

    /// <summary>Tokens of other partitioners than Murmur3 are no numbers: such a cluster is used without routing.</summary>
    private static long[] Tokens(CqlRow row)
    {
        var texts = row.GetList<string>(5);
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
        if (row.IsNull(6) || row.Get<IPAddress>(6) is not { } address || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return null;
        }

        return new CqlEndpoint(address.ToString(), row.Columns.Count > 7 && !row.IsNull(7) ? row.GetInt32(7) : port);
    }

    private static async Task<CqlRows> AskAsync(CqlConnection connection, string cql, CqlSessionOptions options, CancellationToken cancellationToken)
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
                refused.Error.Node = connection.Endpoint.ToString();
                throw refused.Error;
            case var other:
                throw new CqlProtocolException($"expected rows from {connection.Endpoint}, found {other.GetType().Name}");
        }
    }
}
