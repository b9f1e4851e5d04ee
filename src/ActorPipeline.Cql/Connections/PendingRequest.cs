using System.Threading.Tasks.Sources;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Connections;

/// <summary>
/// A request that waits for its answer: what the caller awaits. One is used again and again by its connection, so that a request allocates nothing here. It is
/// completed once for each use, by whoever takes it out of the connection's table; what awaits it then runs on the thread pool, never on the connection's
/// reader.
/// </summary>
internal sealed class PendingRequest(CqlConnection connection) : IValueTaskSource<CqlFrame>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<CqlFrame> _core;
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _cancellationToken;
    private CqlFrame _answer;
    private Exception? _failure;

    public short StreamId { get; private set; }

    /// <summary>Its place in the order of the connection's requests, which tells whether it was handed to the socket.</summary>
    public long Sequence { get; private set; }

    public TimeSpan Timeout { get; private set; }

    public ValueTask<CqlFrame> Answer => new(this, _core.Version);

    /// <summary>Begins a use. Called under the connection's lock.</summary>
    public void Begin(short streamId, long sequence, TimeSpan timeout)
    {
        StreamId = streamId;
        Sequence = sequence;
        Timeout = timeout;
    }

    /// <summary>
    /// Gives the request up when <paramref name="cancellationToken"/> is cancelled. Called after <see cref="Begin"/>, outside the lock, before the answer is
    /// awaited.
    /// </summary>
    public void CancelOn(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _cancellationToken = cancellationToken;
            _cancellation = cancellationToken.UnsafeRegister(static state => ((PendingRequest)state!).Cancel(), this);
        }
    }

    public void Complete(CqlFrame answer)
    {
        _answer = answer;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Fail(Exception failure)
    {
        _failure = failure;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_failure is { } failure)
        {
            _core.SetException(failure);
        }
        else
        {
            _core.SetResult(_answer);
        }
    }

    CqlFrame IValueTaskSource<CqlFrame>.GetResult(short token)
    {
        // Waits for a cancellation that runs right now: past this line none can reach the next use.
        _cancellation.Dispose();
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation = default;
            _cancellationToken = default;
            _answer = default;
            _failure = null;
            _core.Reset();
            connection.Reuse(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<CqlFrame>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<CqlFrame>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel() => connection.GiveUp(this, new OperationCanceledException(_cancellationToken));
}
