using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The requests of one write that are under way. One thread adds to it.</summary>
/// <param name="room">Room for requests of all writes; taken by each until it is answered.</param>
internal sealed class PendingWrites(CqlSession session, SemaphoreSlim room)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CqlException? _failure;
    private int _open = 1;

    /// <summary>The first failure so far; nothing need be added after it.</summary>
    public CqlException? Failure => Volatile.Read(ref _failure);

    /// <summary>Sends a statement, or several in one batch, as soon as there is room, and gives their memory back when they are answered.</summary>
    public async ValueTask AddAsync(BoundStatement[] statements, long timestampUs, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref _open);
        _ = RunAsync(statements, timestampUs);
    }

    /// <summary>Waits until all are answered; afterwards <see cref="Failure"/> says whether all were done.</summary>
    public Task EndAsync()
    {
        Leave();
        return _ended.Task;
    }

    // Not cancellable: memory must stay until the answer, and whoever waits may leave earlier.
    private async Task RunAsync(BoundStatement[] statements, long timestampUs)
    {
        try
        {
            using var done = await SendAsync(statements, timestampUs).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Also when the session was closed, or for a defect: either must reach whoever waits.
            Interlocked.CompareExchange(ref _failure, e as CqlException ?? new CqlException(e.Message, e), null);
        }
        finally
        {
            Array.ForEach(statements, statement => statement.Dispose());
            room.Release();
            Leave();
        }
    }

    private ValueTask<CqlResult> SendAsync(BoundStatement[] statements, long timestampUs)
    {
        if (statements is [var single])
        {
            single.Timestamp = timestampUs;
            return session.ExecuteAsync(single, CancellationToken.None);
        }

        var batch = new CqlBatch(CqlBatchType.Unlogged, StoreClient.Idempotent) { Timestamp = timestampUs };
        Array.ForEach(statements, statement => batch.Add(statement));
        return session.ExecuteAsync(batch, CancellationToken.None);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _ended.SetResult();
        }
    }
}
