using System.Collections.Concurrent;
using ActorPipeline.Cql;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The view store of a cluster: rows, snapshot chunks and pointers in a keyspace of Cassandra.</summary>
/// <remarks>
/// <para>All members may be called concurrently. Rows, keys and chunks are written and read at LOCAL_QUORUM and may be written again at will; pointers are
/// moved by compare-and-set at QUORUM and SERIAL, and read at SERIAL.</para>
/// <para>The keyspace and its tables are made when the store is opened and when a pipeline is registered, and at no other time: when they are dropped under a
/// running store its calls fail, saying so, until they are there again, such as by <see cref="ApplyAsync"/>. Nothing is made behind an operator's back.</para>
/// </remarks>
public sealed partial class CassandraViewStore : IRowStore, ISnapshotStore, ISchema, ISchemaPlan, IReferenceClock, IAsyncDisposable
{
    // Requests that write rows and are under way at once; each holds a few kilobytes.
    private const int RowRequestsAtOnce = 1_024;

    private readonly SemaphoreSlim _room = new(RowRequestsAtOnce);
    private readonly StoreClient _client;
    private readonly KeyspaceLayout _layout;
    private readonly RowWriter _writer;
    private readonly RowReader _reader;
    private readonly KeyReader _keys;
    private readonly ChunkTable _chunks;
    private readonly PointerTable _pointers;
    private readonly CoordinationTables _coordination;

    // Bounded by the views of all pipelines.
    private readonly ConcurrentDictionary<(string Pipeline, string View), ViewTables> _tables = new();

    // Fingerprints of the registered pipelines.
    private readonly ConcurrentDictionary<string, (PipelineDefinition Pipeline, string Fingerprint)> _registered = new(StringComparer.Ordinal);

    private CassandraViewStore(CqlSession session, CassandraStoreOptions options)
    {
        _client = new StoreClient(session, options.Keyspace);
        _layout = new KeyspaceLayout(_client, options);
        _writer = new RowWriter(_client, _room, options);
        _reader = new RowReader(_client);
        _keys = new KeyReader(_client);
        _chunks = new ChunkTable(_client);
        _pointers = new PointerTable(_client);
        _coordination = new CoordinationTables(_client);
    }

    /// <summary>Opens the store: makes the keyspace and its tables where they are missing.</summary>
    /// <param name="session">The session; the store's from now on, closed with it, and when opening fails.</param>
    /// <exception cref="ArgumentException">The options cannot work.</exception>
    /// <exception cref="ViewStoreException">The servers failed, or the layout is of a version that this program does not know.</exception>
    public static async ValueTask<CassandraViewStore> OpenAsync(
        CqlSession session, CassandraStoreOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            options.Check();
            var store = new CassandraViewStore(session, options);
            await store._layout.OpenAsync(cancellationToken).ConfigureAwait(false);
            await store._coordination.PrepareAsync(cancellationToken).ConfigureAwait(false);
            Opened(logger, options.Keyspace, session.Datacenter, session.Nodes.Count(node => node.IsLocal));
            return store;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        await _layout.RegisterAsync(pipeline, fingerprint, cancellationToken).ConfigureAwait(false);
        _registered[pipeline.Name] = (pipeline, fingerprint);
        foreach (var view in pipeline.Views)
        {
            _tables[(pipeline.Name, view.Name)] = new ViewTables(pipeline, view);
        }
    }

    /// <summary>Says what a store would make for pipelines, and what of it is there. Changes nothing.</summary>
    /// <param name="session">The session; remains the caller's.</param>
    /// <exception cref="ArgumentException">The options cannot work.</exception>
    /// <exception cref="ViewStoreException">The servers failed.</exception>
    public static async ValueTask<IReadOnlyList<SchemaStatement>> PlanAsync(
        CqlSession session, CassandraStoreOptions options, IEnumerable<PipelineDefinition> pipelines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pipelines);
        options.Check();
        using var layout = new KeyspaceLayout(new StoreClient(session, options.Keyspace), options);
        return await layout.PlanAsync(pipelines, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SchemaStatement>> PlanAsync(CancellationToken cancellationToken) =>
        await _layout.PlanAsync(Registered.Select(registered => registered.Pipeline), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SchemaStatement>> ApplyAsync(CancellationToken cancellationToken)
    {
        var missing = (await PlanAsync(cancellationToken).ConfigureAwait(false)).Where(statement => !statement.IsThere).ToList();
        await _layout.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (pipeline, fingerprint) in Registered)
        {
            await _layout.RegisterAsync(pipeline, fingerprint, cancellationToken).ConfigureAwait(false);
        }

        return missing;
    }

    /// <inheritdoc/>
    public async ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var batches = rows.Where(batch => batch.Count > 0).Select(batch => (batch, TablesOf(batch.Pipeline, batch.View))).ToList();
        if (batches.Count > 0)
        {
            // Encoding many rows takes its time: not in the caller's turn.
            await Task.Run(() => _writer.WriteAsync(batches, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The query names what the view does not have.</exception>
    public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _reader.QueryAsync(query, TablesOf(query.Pipeline, query.View), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        return _keys.FindAsync($"{pipeline}/{view.Name}", TablesOf(pipeline, view), prefix, after, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _chunks.WriteAsync(shard, chunk, bytes, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        _chunks.ReadAsync(shard, chunk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken) => _chunks.ListAsync(shard, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return _chunks.DeleteAsync(shard, chunks, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken) => _pointers.ReadAsync(shard, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(replacement);
        return _pointers.TryMoveAsync(shard, expected, replacement, cancellationToken);
    }

    /// <summary>Where the nodes of the cluster find each other.</summary>
    public IContactTable Contacts => _coordination;

    /// <summary>Leases that the nodes of the cluster share.</summary>
    public ILeaseTable Leases => _coordination;

    async ValueTask<DateTimeOffset?> IReferenceClock.ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var found = await _client.ExecuteAsync(
                "reading the clock", "SELECT toTimestamp(now()) FROM system.local", StoreClient.Read, cancellationToken).ConfigureAwait(false);
            return found.Rows[0][0].Get<DateTimeOffset>();
        }
        catch (ViewStoreException)
        {
            // Who needs the store finds out, and says so.
            return null;
        }
    }

    /// <summary>Closes the session, after waiting for what is under way.</summary>
    public ValueTask DisposeAsync()
    {
        _layout.Dispose();
        return _client.Session.DisposeAsync();
    }

    private IEnumerable<(PipelineDefinition Pipeline, string Fingerprint)> Registered =>
        _registered.OrderBy(registered => registered.Key, StringComparer.Ordinal).Select(registered => registered.Value);

    private ViewTables TablesOf(string pipeline, ViewDefinition view) => _tables.TryGetValue((pipeline, view.Name), out var tables)
        ? tables
        : throw new ViewStoreException(
            $"view {view.Name} of pipeline {pipeline} is not registered with the view store in Cassandra keyspace {_client.Keyspace}");

    [LoggerMessage(LogLevel.Information, "the view store is Cassandra keyspace {Keyspace} in data centre {Datacenter}, {Nodes} nodes")]
    private static partial void Opened(ILogger logger, string keyspace, string datacenter, int nodes);
}
