using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Cluster;

/// <summary>
/// The connection over which the session learns of the cluster: it carries no requests of the program, so that news comes also when those are slow. When it is
/// lost it moves to another node and everything is read again, as news may have been missed.
/// </summary>
internal sealed partial class ControlConnection(IClientOptions options, Connector connector, ClusterState cluster, Random random) : IAsyncDisposable
{
    private readonly PendingEvents _events = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = options.Logging.CreateLogger<ControlConnection>();
    private CqlConnection? _connection;
    private Task _upkeep = Task.CompletedTask;

    /// <summary>The open connection; the last one while it is being replaced.</summary>
    public CqlConnection? Connection => Volatile.Read(ref _connection);

    /// <summary>Finds a contact point that answers, and the version to speak. Nothing of the cluster is read yet.</summary>
    /// <exception cref="CqlNoNodeException">None answers; the message names each with the reason.</exception>
    /// <exception cref="CqlAuthenticationException">The user or the password is refused: asking other nodes would not help.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken) =>
        Volatile.Write(ref _connection, await ConnectToAnyAsync(cancellationToken).ConfigureAwait(false));

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(Connection!, cancellationToken).ConfigureAwait(false);
        _upkeep = Task.Run(KeepUpAsync, CancellationToken.None);
    }

    /// <summary>Waits until all nodes that answer know the same schema; false when they do not within the time that options give.</summary>
    /// <param name="coordinator">The node that changed it, which is asked: others may not have heard of the change, and see agreement on what was.</param>
    public async Task<bool> WaitForSchemaAgreementAsync(ClusterNode coordinator, CancellationToken cancellationToken)
    {
        var started = options.Time.GetTimestamp();
        while (options.Time.GetElapsedTime(started) < options.SchemaAgreementTimeout)
        {
            try
            {
                if ((coordinator.Pool!.Any() ?? Connection) is { } connection
                    && await TopologyReader.IsSchemaAgreedAsync(connection, options, IsUp, cancellationToken).ConfigureAwait(false))
                {
                    return true;
                }
            }
            catch (CqlException e)
            {
                // The connection was lost or is full; the next look is over another.
                AgreementNotRead(e.Message);
            }

            await Task.Delay(SchemaLook, options.Time, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _upkeep.ConfigureAwait(false);
        if (Connection is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<CqlConnection> ConnectToAnyAsync(CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        Exception? last = null;
        foreach (var endpoint in Candidates())
        {
            try
            {
                var connection = await connector.NegotiateAsync(endpoint, OnEvent, cancellationToken).ConfigureAwait(false);
                ControlMoved(endpoint, connection.Version);
                return connection;
            }
            catch (CqlException e) when (e is not CqlAuthenticationException)
            {
                failures.Add(e.Message);
                last = e;
            }
        }

        throw new CqlNoNodeException(failures, last);
    }

    /// <summary>Nodes that are up, then the others that are known, then the contact points: addresses may all have changed.</summary>
    private IEnumerable<CqlEndpoint> Candidates() => cluster.Model.LocalNodes.OrderByDescending(node => node.Pool!.Connections > 0)
        .Select(node => node.Description.Endpoint).Concat(options.ContactPoints).Distinct();

    private async Task LoadAsync(CqlConnection connection, CancellationToken cancellationToken)
    {
        var (nodes, keyspaces) = await TopologyReader.ReadAsync(connection, options, cancellationToken).ConfigureAwait(false);
        cluster.Update(nodes, keyspaces);
    }

    private bool IsUp(NodeDescription description) =>
        Array.Find(cluster.Model.LocalNodes, node => node.Description.HostId == description.HostId) is not { Pool.Connections: 0 };

    /// <summary>Runs on the connection's reader, so it notes what came and no more.</summary>
    private void OnEvent(CqlFrame frame)
    {
        switch (ResponseDecoder.Decode(frame))
        {
            case StatusChangedEvent { IsUp: true } status:
                _events.Up(new CqlEndpoint(status.Address.Address.ToString(), status.Address.Port));
                break;
            case TopologyChangedEvent or SchemaChangedEvent { Target: "KEYSPACE" }:
                _events.Changed();
                break;
        }
    }
}
