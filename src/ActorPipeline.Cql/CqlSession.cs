using System.Runtime.CompilerServices;
using ActorPipeline.Cql.Cluster;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql;

/// <summary>
/// A program's access to a Cassandra cluster: connections to every node of one datacenter, which come back when they are lost. Requests go to the replicas of
/// their partition where it is known, to all nodes in turn where not. One session serves a whole program; it is thread-safe.
/// <para>
/// What fails is tried again, on the next node, up to <see cref="CqlSessionOptions.MaxRetries"/> times: whatever was certainly not executed; and what may have
/// been executed only if executing it twice does no harm (reads, and statements said to be idempotent). A write that may have been executed and is not tried
/// again throws <see cref="CqlUnknownOutcomeException"/>: it is neither done nor undone until it is read. Conditional writes are never tried again then.
/// </para>
/// </summary>
public sealed partial class CqlSession : IAsyncDisposable
{
    // The least recently asked for is dropped first. One that the program holds stays usable when it is dropped here.
    private const int MaxPreparedStatements = 1_000;

    private readonly CqlSessionOptions _options;
    private readonly TlsSettings? _tls;
    private readonly ClusterState _cluster;
    private readonly ControlConnection _control;
    private readonly RequestRunner _runner;
    private readonly PreparedCache _prepared;
    private int _isDisposed;

    private CqlSession(CqlSessionOptions options)
    {
        _options = options;
        _tls = options.Tls is null ? null : TlsSettings.Load(options.Tls);
        // Jitter need not be repeatable, only different between clients.
        var random = new Random(Guid.NewGuid().GetHashCode());
        var connector = new Connector(options, options.Transport ?? new SocketTransport(_tls));
        var pools = new PoolSettings(options, connector, random, PrepareAllAsync);
        _cluster = new ClusterState(options.LocalDatacenter, endpoint => new NodePool(endpoint, pools), options.Logging);
        _control = new ControlConnection(options, connector, _cluster, random);
        _runner = new RequestRunner(_cluster, options, random);
        _prepared = new PreparedCache(MaxPreparedStatements);
    }

    /// <summary>The nodes of the cluster as they are known now.</summary>
    public IReadOnlyList<CqlNodeInfo> Nodes => [.. _cluster.Model.Nodes.Select(Describe)];

    /// <summary>The datacenter whose nodes get requests.</summary>
    public string Datacenter => _cluster.Datacenter;

    /// <summary>The version of the native protocol that is spoken.</summary>
    public int ProtocolVersion => _control.Connection?.Version ?? 0;

    /// <summary>Opens a session: finds a contact point that answers, reads the cluster, and connects to its nodes.</summary>
    /// <exception cref="ArgumentException">Options contradict themselves, or name a file that cannot be read.</exception>
    /// <exception cref="CqlNoNodeException">No contact point answers, or no node of the datacenter; the message names each with the reason.</exception>
    /// <exception cref="CqlAuthenticationException">User or password are refused.</exception>
    public static async Task<CqlSession> ConnectAsync(CqlSessionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var session = new CqlSession(options);
        try
        {
            await session._control.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await session._control.StartAsync(cancellationToken).ConfigureAwait(false);
            await session.WaitForFirstConnectionsAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has a statement parsed by a node, once; asked for again, the same statement is given back.</summary>
    /// <param name="cql">The statement, with question marks or names for its values, and tables named in full.</param>
    /// <param name="options">How it is executed where a bound statement does not say otherwise. For the same statement the first one's count.</param>
    /// <exception cref="CqlServerException">It is no CQL, or names what is not there.</exception>
    public Task<PreparedStatement> PrepareAsync(string cql, CqlStatementOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cql);
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return _prepared.GetAsync(cql, text => PrepareAnywhereAsync(text, options)).WaitAsync(cancellationToken);
    }

    /// <summary>Executes a prepared statement. What is returned is to be awaited once.</summary>
    /// <returns>Its result: one page, where there are rows.</returns>
    /// <exception cref="CqlUnknownOutcomeException">A write may or may not have been executed.</exception>
    /// <exception cref="CqlException">It was not executed: refused, or no node could be asked.</exception>
    public ValueTask<CqlResult> ExecuteAsync(BoundStatement statement, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return ExecuteAsync(statement, statement.PagingState, cancellationToken);
    }

    /// <summary>Executes a statement without markers. It is parsed each time: prepare what is executed often.</summary>
    /// <param name="cql">The statement, with tables named in full. USE is refused: it would change one connection of many.</param>
    /// <param name="options">How; null for the session's defaults.</param>
    /// <returns>Its result: one page, where there are rows. After a change of the schema all nodes are waited for, within limits.</returns>
    /// <inheritdoc cref="ExecuteAsync(BoundStatement, CancellationToken)"/>
    public ValueTask<CqlResult> ExecuteAsync(string cql, CqlStatementOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cql);
        var text = StatementText.Of(cql);
        if (text.IsUse)
        {
            throw new ArgumentException($"{cql}: a session has many connections, and USE would change one of them; name tables in full instead", nameof(cql));
        }

        var merged = options ?? CqlStatementOptions.Default;
        var traits = Traits(merged, text.IsRead, text.IsConditional, null, null, null);
        return RunAsync(new QueryRequest(cql, Parameters(merged)), traits, null, cancellationToken);
    }

    /// <summary>Executes several writes in one request.</summary>
    /// <inheritdoc cref="ExecuteAsync(BoundStatement, CancellationToken)"/>
    public ValueTask<CqlResult> ExecuteAsync(CqlBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var request = new BatchRequest(batch.Type, batch.Entries, batch.Options.Consistency)
        {
            SerialConsistency = batch.Options.SerialConsistency,
            Timestamp = batch.Timestamp,
        };
        var first = batch.First;
        var traits = Traits(batch.Options, false, batch.IsConditional, first?.Prepared.Keyspace, first?.Prepared.Token(first.Values), batch);
        return RunAsync(request, traits, null, cancellationToken);
    }

    /// <summary>Reads all rows page by page: the next page is asked for when one has been read, which is disposed then. No row may be kept beyond its
    /// page.</summary>
    /// <param name="statement">The statement; it must not be changed while pages are read. Begins at its <see cref="BoundStatement.PagingState"/>.</param>
    /// <inheritdoc cref="ExecuteAsync(BoundStatement, CancellationToken)"/>
    public async IAsyncEnumerable<CqlResult> QueryPagesAsync(BoundStatement statement, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var next = statement.PagingState;
        do
        {
            using var page = await ExecuteAsync(statement, next, cancellationToken).ConfigureAwait(false);
            yield return page;
            next = page.PagingState;
        }
        while (!next.IsEmpty);
    }

    /// <summary>Finds the node with the first copy of a statement's partition, to send together what lies together. Asks no node, allocates nothing.</summary>
    /// <returns>The node's <see cref="CqlNodeInfo.HostId"/>; null where it is not known.</returns>
    public Guid? FindReplica(BoundStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return statement.Prepared.Token(statement.Values) is { } token && _cluster.Model.Tokens.Replicas(statement.Prepared.Keyspace, token) is [var first, ..]
            ? first.Description.HostId
            : null;
    }

    /// <summary>Stops taking requests, waits for those under way up to <see cref="CqlSessionOptions.CloseTimeout"/>, and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _control.DisposeAsync().ConfigureAwait(false);
        await _cluster.DisposeAsync().ConfigureAwait(false);
        _tls?.Dispose();
    }

    private static CqlNodeInfo Describe(ClusterNode node) => new(
        node.Description.Endpoint, node.Description.HostId, node.Datacenter, node.Pool is not null, node.Pool?.Connections ?? 0, node.Pool?.InFlight ?? 0);

    /// <summary>Waits until every node of the datacenter was tried once, so that the first requests find all that are there.</summary>
    private async Task WaitForFirstConnectionsAsync(CancellationToken cancellationToken)
    {
        var nodes = _cluster.Model.LocalNodes;
        var failures = await Task.WhenAll(nodes.Select(node => node.Pool!.FirstTry)).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (nodes.Length == 0)
        {
            var known = string.Join(", ", _cluster.Model.Nodes.Select(node => node.Datacenter).Distinct());
            throw new CqlNoNodeException([$"there is no node in datacenter {_cluster.Datacenter}, only in {known}"]);
        }

        if (failures.All(failure => failure is not null))
        {
            throw new CqlNoNodeException([.. failures.Select(failure => failure!.Message)], failures[0]);
        }
    }
}
