using System.Runtime.CompilerServices;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Storage;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded;

/// <summary>The view store of a single process: rows and pointers in a DuckDB database, snapshot chunks in files beside it.</summary>
/// <remarks>All members may be called concurrently. Writes go through one writer that makes all that wait durable together; queries run on
/// connections of their own and see everything that was acknowledged before they began. A query takes a thread and a connection while it reads a page,
/// so whoever serves many readers bounds how many read at once; writes and pointers wait for none of them.</remarks>
public sealed class DuckDbViewStore : IRowStore, ISnapshotStore, ISchema, IAsyncDisposable
{
    private readonly string _path;
    private readonly DuckDbStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly StoreMarking _marking;
    private readonly StoreCheckpoints _checkpoints;
    private readonly StoreInstruments _instruments;
    private readonly StoreDatabase _database;
    private readonly StoreWriter _writer;
    private readonly SnapshotFiles _snapshots;

    /// <summary>Opens or creates the store in a folder.</summary>
    /// <param name="folder">The locked data folder; stays the caller's, and must be released after this store.</param>
    /// <param name="time">The clock that time-outs go by.</param>
    /// <exception cref="StoredFormatException">The store is of a version this program does not know.</exception>
    /// <exception cref="DataLostException">The store is missing, or from another time than the folder's manifest.</exception>
    /// <exception cref="ViewStoreException">The database cannot be opened.</exception>
    public DuckDbViewStore(DataFolder folder, DuckDbStoreOptions options, TimeProvider time, ILogger<DuckDbViewStore> logger)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        _path = folder.ViewsPath;
        _options = options;
        _time = time;
        _snapshots = new SnapshotFiles(folder.SnapshotsPath, folder.Guard);
        _database = new StoreDatabase(folder.ViewsPath, options, folder.Manifest);
        try
        {
            _snapshots.Open(isNew: folder.Manifest.Contents.Store == 0);
            _writer = new StoreWriter(_database, options, logger);
            _marking = new StoreMarking(_writer, _database.Mark, options.MarkEvery, time, logger);
            _checkpoints = new StoreCheckpoints(_writer, folder.ViewsPath, options, time);
            _instruments = new StoreInstruments(_database, this);
        }
        catch (Exception e) when (e is DuckDbException or IOException or UnauthorizedAccessException)
        {
            throw new ViewStoreException($"the view store {folder.ViewsPath} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Completes when the rows that corrections have replaced are removed.</summary>
    internal Task Folded => _writer.Folder.Empty;

    /// <inheritdoc/>
    public async ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var command = new StoreCommand($"registering pipeline {pipeline.Name}", session => Registration.Apply(session, pipeline, fingerprint));
        await _writer.DoAsync(command, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken)
    {
        var command = new StoreCommand("writing rows", session => Write(session, rows), rows.Sum(batch => (long)batch.Count));
        try
        {
            await _writer.DoAsync(command, cancellationToken);
        }
        catch (UnknownOutcomeException e)
        {
            // Rows may be written again at will, so nobody need know whether they were.
            throw new ViewStoreException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return PagesAsync(new RowPager(new ViewTable(query.Pipeline, query.View), query), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken)
    {
        var table = new ViewTable(pipeline, view);
        var statement = ViewSql.FindKeys(table, prefix, after, limit);
        return await ReadAsync(query => query.Read(statement, (result, count) => Texts(result, count, table.Keys.Count)), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WriteChunkAsync(ShardId shard, ChunkId chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OnDiskAsync($"writing chunk {chunk} of shard {shard}", () => _snapshots.Write(shard, chunk, bytes.Span));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(ShardId shard, ChunkId chunk, CancellationToken cancellationToken) =>
        _snapshots.ReadAsync(shard, chunk, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ChunkId>> ListChunksAsync(ShardId shard, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChunkId> chunks = [];
        await OnDiskAsync($"listing chunks of shard {shard}", () => chunks = _snapshots.List(shard));
        return chunks;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteChunksAsync(ShardId shard, IReadOnlyList<ChunkId> chunks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OnDiskAsync($"deleting chunks of shard {shard}", () => _snapshots.Delete(shard, chunks));
    }

    /// <inheritdoc/>
    public async ValueTask<ShardPointer> ReadPointerAsync(ShardId shard, CancellationToken cancellationToken)
    {
        var statement = ViewSql.ReadPointer(shard);
        return await ReadAsync(query => query.Read(statement, PointerMove.Read), cancellationToken) is [var pointer] ? pointer : ShardPointer.None;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryMovePointerAsync(ShardId shard, ShardPointer expected, ShardPointer replacement, CancellationToken cancellationToken)
    {
        var command = new StoreCommand($"moving the pointer of shard {shard}", session => PointerMove.Apply(session, shard, expected, replacement));
        return await _writer.DoAsync(command, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _instruments.Dispose();
        await _checkpoints.DisposeAsync();
        await _marking.DisposeAsync();
        await _writer.DisposeAsync();
        _database.Dispose();
        _snapshots.Dispose();
    }

    private bool Write(StoreSession session, IReadOnlyList<RowBatch> rows)
    {
        foreach (var batch in rows)
        {
            session.Append(batch);
            if (batch.Revision > 0)
            {
                _writer.Folder.Add(session.TableOf(batch.Pipeline, batch.View), batch.Window.StartMs);
            }
        }

        return true;
    }

    private async IAsyncEnumerable<IReadOnlyList<Row>> PagesAsync(RowPager pager, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!pager.IsDone)
        {
            if (await ReadAsync(pager.Read, cancellationToken) is { Count: > 0 } page)
            {
                yield return page;
            }
        }
    }

    private async Task<T> ReadAsync<T>(Func<StoreQuery, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var query = _database.Begin();
        using var timeout = new CancellationTokenSource(_options.QueryTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await using (either.Token.UnsafeRegister(_ => query.Interrupt(), null))
            {
                return await OnThreadOfItsOwn(() => read(query));
            }
        }
        catch (DuckDbException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reason = timeout.IsCancellationRequested ? $"the query took longer than {_options.QueryTimeout}" : $"a query of {_path} failed: {e.Message}";
            throw new ViewStoreException(reason, e);
        }
    }

    // DuckDB's calls block: on the thread pool, a few long queries would hold up whatever else the process does there, checkpoints among it.
    private static Task<T> OnThreadOfItsOwn<T>(Func<T> read) =>
        Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task OnDiskAsync(string what, Action action)
    {
        try
        {
            await Task.Run(action);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ViewStoreException($"{what} failed: {e.Message}", e);
        }
    }

    private static List<IReadOnlyList<string>> Texts(DuckDbResult result, int count, int columns) =>
    [
        .. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, columns).Select(column => result.Column(column).Text(row)).ToArray()),
    ];
}
