using System.Threading.Channels;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded.Store;

/// <summary>The one writer: takes what has queued up, does it in one transaction, answers when that is durable. On a thread of its own, since
/// DuckDB's calls block.</summary>
internal sealed partial class StoreWriter : IAsyncDisposable
{
    private readonly StoreDatabase _database;
    private readonly DuckDbStoreOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<StoreCommand> _queue;
    private readonly List<StoreCommand> _turn = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreSession? _session;
    private long _commits;

    internal StoreWriter(StoreDatabase database, DuckDbStoreOptions options, ILogger logger)
    {
        _database = database;
        _options = options;
        _logger = logger;

        // Bounded by its capacity of writes, whose rows stay the callers'; a full queue makes callers wait, in order.
        _queue = Channel.CreateBounded<StoreCommand>(new BoundedChannelOptions(options.QueuedWrites) { SingleReader = true });
        _session = new StoreSession(database.Open());
        new Thread(Run) { IsBackground = true, Name = "view store writer" }.Start();
    }

    internal RevisionFolder Folder { get; } = new();

    /// <summary>How many transactions have become durable.</summary>
    internal long Commits => Interlocked.Read(ref _commits);

    internal async Task<bool> DoAsync(StoreCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(command, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ViewStoreException("the view store is closed");
        }

        return await command.Outcome.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task;
    }

    private void Run()
    {
        while (WaitForWork())
        {
            TakeTurn();
            RunTurn(_turn);
            CheckpointIfAsked();
        }

        _session?.Dispose();
        _ended.SetResult();
    }

    private bool WaitForWork()
    {
        var arrived = _queue.Reader.WaitToReadAsync().AsTask();
        while (!arrived.IsCompleted && Folder.Take() is { } fold)
        {
            RunTurn([fold]);
            if (fold.Outcome.IsFaulted)
            {
                FoldingFailed(fold.Outcome.Exception.InnerException!.Message);
            }
        }

        return arrived.GetAwaiter().GetResult();
    }

    /// <summary>Folds the write-ahead log into the database. Not in a transaction, which would only wait for itself.</summary>
    private void CheckpointIfAsked()
    {
        if (_session is not { IsCheckpointAsked: true } session)
        {
            return;
        }

        session.IsCheckpointAsked = false;
        try
        {
            session.Connection.Execute(ViewSql.Checkpoint);
        }
        catch (DuckDbException e)
        {
            // What is durable stays in the log. A database that does not get over it fails the next transaction, and is opened again then.
            CheckpointFailed(e.Message);
        }
    }

    private void TakeTurn()
    {
        _turn.Clear();
        for (var rows = 0L; rows < _options.RowsPerTransaction && _turn.Count < _options.QueuedWrites && _queue.Reader.TryRead(out var command);)
        {
            _turn.Add(command);
            rows += command.Rows;
        }
    }

    private void RunTurn(IReadOnlyList<StoreCommand> turn)
    {
        if (Open() is { } closed)
        {
            Array.ForEach([.. turn], command => command.Fail(closed));
            return;
        }

        if (Apply(turn) is { } reason)
        {
            Abandon();
            Refuse(turn, reason);
            return;
        }

        try
        {
            _session!.Connection.Execute(ViewSql.Commit);
            _database.DemandInPlace();
        }
        catch (DuckDbException e)
        {
            CommitFailed(e.Message);
            Reopen();
            Array.ForEach([.. turn], command => command.FailUnknown(e));
            return;
        }
        catch (IOException e)
        {
            // Not opened again: what is in the store's place now is not what was acknowledged.
            Array.ForEach([.. turn], command => command.FailUnknown(e));
            return;
        }

        Interlocked.Increment(ref _commits);
        Array.ForEach([.. turn], command => command.Complete());
    }

    /// <summary>Nothing of the turn was done. One write must not fail the others: each gets a transaction of its own.</summary>
    private void Refuse(IReadOnlyList<StoreCommand> turn, Exception reason)
    {
        if (turn.Count == 1 || _session is null)
        {
            Array.ForEach([.. turn], command => command.Fail(reason));
            return;
        }

        foreach (var command in turn)
        {
            RunTurn([command]);
        }
    }

    /// <summary>Opens the database where it is closed; returns why it could not.</summary>
    private Exception? Open()
    {
        try
        {
            _database.ThrowIfLost();
            _session ??= new StoreSession(_database.Open());
            return null;
        }
        catch (Exception e) when (e is DuckDbException or StoredFormatException or DataLostException or ViewStoreException or IOException)
        {
            return e;
        }
    }

    /// <summary>Does everything but the commit; returns what failed.</summary>
    private Exception? Apply(IReadOnlyList<StoreCommand> turn)
    {
        try
        {
            _session!.Connection.Execute(ViewSql.Begin);
            foreach (var command in turn)
            {
                command.Apply(_session);
            }

            _session.Flush();
            _session.EndTransaction();
            return null;
        }
        catch (Exception e)
        {
            // Whatever it was, the caller gets it; the transaction is undone. DuckDB does not say of which file it speaks.
            return e is DuckDbException ? new DuckDbException($"{_database.Path}: {e.Message}", e) : e;
        }
    }

    private void Abandon()
    {
        try
        {
            _session?.EndTransaction();
            _session?.Connection.Execute(ViewSql.Rollback);
        }
        catch (DuckDbException e)
        {
            CommitFailed(e.Message);
            Reopen();
        }
    }

    /// <summary>Closes the database and opens it again; where that fails, the next turn tries, and so finds out whether the cause is gone.</summary>
    private void Reopen()
    {
        _session?.Dispose();
        _session = null;
        _database.Close();
        _ = Open();
    }

    [LoggerMessage(4, LogLevel.Warning, "The view store's write-ahead log was not folded into the database, and is tried again: {Reason}")]
    private partial void CheckpointFailed(string reason);

    [LoggerMessage(2, LogLevel.Warning, "Rows that corrections have replaced were not removed; they only take space: {Reason}")]
    private partial void FoldingFailed(string reason);

    [LoggerMessage(1, LogLevel.Error, "The view store could not write and is opened again: {Reason}")]
    private partial void CommitFailed(string reason);
}
