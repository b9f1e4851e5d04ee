using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Cluster;

internal sealed partial class NodePool
{
    private async Task KeepUpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var failure = await FillAsync();
            try
            {
                if (failure is null)
                {
                    await _wake.WaitAsync(_stop.Token);
                }
                else
                {
                    await PauseAsync(failure);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Opens the connections that are missing.</summary>
    /// <returns>Why one could not be opened; null when all are open.</returns>
    private async Task<Exception?> FillAsync()
    {
        while (Connections < _settings.Options.ConnectionsPerNode)
        {
            try
            {
                var connection = await _settings.Connector.ConnectAsync(_endpoint, OnRoom, onEvent: null, _stop.Token);
                await AddAsync(connection);
            }
            catch (Exception e)
            {
                Volatile.Write(ref _lastError, e is CqlConnectException refused ? refused.Reason : e.Message);
                _firstTry.TrySetResult(e);
                return e;
            }
        }

        _pause.Reset();
        return null;
    }

    private async Task AddAsync(CqlConnection connection)
    {
        if (Connections == 0)
        {
            // The node may have been restarted and forgotten what was prepared: asking now costs less than a refusal for each statement.
            await ReadyAsync(connection);
        }

        Replace(open => [.. open, connection]);
        _ = RemoveWhenClosedAsync(connection);
        if (Connections == 1)
        {
            IsUp(_endpoint);
        }

        _firstTry.TrySetResult(null);
        _waiting.Wake(int.MaxValue);
    }

    private async Task ReadyAsync(CqlConnection connection)
    {
        try
        {
            await _settings.OnNodeBack(connection, _stop.Token);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task RemoveWhenClosedAsync(CqlConnection connection)
    {
        var reason = await connection.Closed;
        Replace(open => [.. open.Where(other => other != connection)]);
        await connection.DisposeAsync();
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        Volatile.Write(ref _lastError, reason.Reason);
        ConnectionLost(_endpoint, reason.Reason);
        if (Connections == 0)
        {
            IsDown(_endpoint);
            _waiting.Wake(int.MaxValue);
        }

        Wake();
    }

    private async Task PauseAsync(Exception failure)
    {
        var pause = _pause.Next();
        ConnectingFailed(_endpoint, failure.Message, pause);
        using var timer = new CancellationTokenSource(pause, _settings.Options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stop.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // The pause is over.
        }
    }

    private void Replace(Func<CqlConnection[], CqlConnection[]> change)
    {
        lock (_waiting)
        {
            Volatile.Write(ref _open, change(_open));
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Cassandra node {Endpoint} is up")]
    private partial void IsUp(CqlEndpoint endpoint);

    [LoggerMessage(2, LogLevel.Warning, "Cassandra node {Endpoint} is down: no connection is left")]
    private partial void IsDown(CqlEndpoint endpoint);

    [LoggerMessage(3, LogLevel.Warning, "A connection to Cassandra node {Endpoint} was lost: {Reason}")]
    private partial void ConnectionLost(CqlEndpoint endpoint, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Cassandra node {Endpoint} cannot be connected to: {Reason}; next try in {Pause}")]
    private partial void ConnectingFailed(CqlEndpoint endpoint, string reason, TimeSpan pause);
}
