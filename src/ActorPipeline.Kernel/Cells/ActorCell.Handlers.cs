namespace ActorPipeline.Kernel;

/// <summary>Asynchronous handlers: one at a time, their awaits resumed in the actor's turns.</summary>
internal sealed partial class ActorCell
{
    private readonly ActorTaskScheduler _taskScheduler;
    private readonly Action _wakeAfterHandler;
    private readonly Queue<SystemMessage> _deferred = new();
    private Task? _handler;

    public void RunTask(Func<Task> work)
    {
        if (_handler is not null)
            throw new InvalidOperationException("The actor already runs asynchronous work for this message.");
        var start = new Task<Task>(work);
        start.RunSynchronously(_taskScheduler);
        var handler = start.GetAwaiter().GetResult();
        if (handler.IsCompleted)
        {
            handler.GetAwaiter().GetResult();
            return;
        }

        _handler = handler;
        _hold |= Hold.Handler;
        handler.GetAwaiter().UnsafeOnCompleted(_wakeAfterHandler);
    }

    private void OnHandlerCompleted()
    {
        var handler = _handler!;
        _handler = null;
        _hold &= ~Hold.Handler;
        if (!handler.IsCompletedSuccessfully)
            OnHandlerFailed(handler.Exception?.InnerException ?? new TaskCanceledException(handler));
        EndMessage();
        while (_handler is null && _deferred.TryDequeue(out var message))
            OnSystemMessage(message);
    }

    private void OnHandlerFailed(Exception cause)
    {
        // Its fate is decided already: the failure is only worth a line.
        if (_deferred.Count > 0 || _hold.HasFlag(Hold.OwnFailure))
            NoteLate(cause);
        else
            Fail(cause);
    }

    /// <summary>A handler is never cut in half: what would replace or end the actor waits for it.</summary>
    private bool DeferWhileHandling(SystemMessage message)
    {
        if (_handler is null)
            return false;
        _deferred.Enqueue(message);
        return true;
    }
}
