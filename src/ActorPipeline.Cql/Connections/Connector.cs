using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Connections;

/// <summary>Opens connections that are ready for requests. Thread-safe.</summary>
internal sealed partial class Connector(IClientOptions options, ITransport transport)
{
    private const int Newest = 5;
    private const int Oldest = 4;

    private readonly ILogger _logger = options.Logging.CreateLogger<Connector>();
    // 0 until it is negotiated.
    private int _version = options.ProtocolVersion ?? 0;

    /// <summary>Connects with the session's version and logs in.</summary>
    /// <exception cref="CqlException">The node cannot be connected to; the message says where and why.</exception>
    public Task<CqlConnection> ConnectAsync(CqlEndpoint endpoint, Action<int>? onRoom, Action<CqlFrame>? onEvent, CancellationToken cancellationToken) =>
        OpenAsync(endpoint, _version, onRoom, onEvent, cancellationToken);

    private async Task<CqlConnection> OpenAsync(
        CqlEndpoint endpoint, int version, Action<int>? onRoom, Action<CqlFrame>? onEvent, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            var stream = await transport.OpenAsync(endpoint, either.Token).ConfigureAwait(false);
            var settings = new ConnectionSettings(options, version, onRoom, onEvent);
            return await CqlConnection.OpenAsync(stream, endpoint, settings, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CqlConnectException(endpoint, $"no connection within {options.ConnectTimeout.TotalSeconds:0.###} s", e);
        }
        catch (IOException e)
        {
            throw new CqlConnectException(endpoint, e.Message, e);
        }
    }

    /// <summary>
    /// Connects with the version that options name, or else the highest that the node speaks. What the first node speaks stays the session's version: later
    /// ones have to speak it too.
    /// </summary>
    /// <inheritdoc cref="ConnectAsync"/>
    public async Task<CqlConnection> NegotiateAsync(CqlEndpoint endpoint, Action<CqlFrame>? onEvent, CancellationToken cancellationToken)
    {
        if (_version != 0)
        {
            return await ConnectAsync(endpoint, null, onEvent, cancellationToken).ConfigureAwait(false);
        }

        CqlConnection connection;
        try
        {
            connection = await OpenAsync(endpoint, Newest, null, onEvent, cancellationToken).ConfigureAwait(false);
        }
        catch (CqlVersionRefusedException e)
        {
            SteppingDown(endpoint, e.Message);
            connection = await OpenAsync(endpoint, Oldest, null, onEvent, cancellationToken).ConfigureAwait(false);
        }

        _version = connection.Version;
        return connection;
    }

    [LoggerMessage(1, LogLevel.Information, "Cassandra node {Endpoint} does not speak protocol version 5, trying 4: {Reason}")]
    private partial void SteppingDown(CqlEndpoint endpoint, string reason);
}
