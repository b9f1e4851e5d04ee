using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Cluster;

internal sealed partial class ControlConnection
{
    // Events come in bursts, and before the node they speak of is ready.
    private static readonly TimeSpan EventDelay = TimeSpan.FromSeconds(1);

    // News that keeps coming is acted upon at the latest after so many delays.
    private const int MaxDelays = 10;
    private static readonly TimeSpan SchemaLook = TimeSpan.FromMilliseconds(200);

    private async Task KeepUpAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var connection = Connection!;
                await Task.WhenAny(connection.Closed, _events.Arrived).WaitAsync(_stop.Token);
                if (connection.Closed.IsCompleted)
                {
                    await ReplaceAsync(connection);
                }
                else
                {
                    await ActOnNewsAsync(connection);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The session closes.
        }
    }

    private async Task ReplaceAsync(CqlConnection lost)
    {
        ControlLost(lost.Endpoint, (await lost.Closed).Reason);
        await lost.DisposeAsync();
        var pause = new ReconnectBackoff(options.ReconnectAfter, options.ReconnectAtMostAfter, random);
        while (true)
        {
            try
            {
                await MoveAsync(await ConnectToAnyAsync(_stop.Token));
                return;
            }
            catch (CqlException e)
            {
                var wait = pause.Next();
                ControlNotReplaced(e.Message, wait);
                await Task.Delay(wait, options.Time, _stop.Token);
            }
        }
    }

    private async Task MoveAsync(CqlConnection connection)
    {
        try
        {
            await LoadAsync(connection, _stop.Token);
            Volatile.Write(ref _connection, connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the burst is over, then reads the cluster once. A node that is said to be up is tried then: it has had time to get ready.</summary>
    private async Task ActOnNewsAsync(CqlConnection connection)
    {
        var up = new HashSet<CqlEndpoint>();
        var changed = false;
        for (var delays = 0; delays < MaxDelays && _events.Arrived.IsCompleted; delays++)
        {
            var news = _events.Take();
            up.UnionWith(news.Up);
            changed |= news.Changed;
            await Task.Delay(EventDelay, options.Time, _stop.Token);
        }

        try
        {
            var nodes = cluster.Model.LocalNodes;
            if (changed || !up.IsSubsetOf(nodes.Select(node => node.Description.Endpoint)))
            {
                await LoadAsync(connection, _stop.Token);
            }
        }
        catch (CqlException e)
        {
            // A lost connection is replaced, and reads everything; one that is merely slow is asked again with the next pause.
            NotRead(connection.Endpoint, e.Message);
            _events.Changed();
        }

        foreach (var node in cluster.Model.LocalNodes)
        {
            if (up.Contains(node.Description.Endpoint))
            {
                node.Pool!.ReconnectNow();
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Learning of the cluster from Cassandra node {Endpoint}, protocol version {Version}")]
    private partial void ControlMoved(CqlEndpoint endpoint, int version);

    [LoggerMessage(2, LogLevel.Warning, "The connection to Cassandra node {Endpoint} that tells of the cluster was lost: {Reason}")]
    private partial void ControlLost(CqlEndpoint endpoint, string reason);

    [LoggerMessage(3, LogLevel.Warning, "No Cassandra node tells of the cluster: {Reason}; next try in {Pause}")]
    private partial void ControlNotReplaced(string reason, TimeSpan pause);

    [LoggerMessage(4, LogLevel.Warning, "The cluster could not be read from Cassandra node {Endpoint}, next try soon: {Reason}")]
    private partial void NotRead(CqlEndpoint endpoint, string reason);

    [LoggerMessage(5, LogLevel.Debug, "The schema version could not be read: {Reason}")]
    private partial void AgreementNotRead(string reason);
}
