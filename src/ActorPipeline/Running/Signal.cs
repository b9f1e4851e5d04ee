namespace ActorPipeline.Running;

/// <summary>Wakes everybody who waits for the next change. Used on one serial scheduler only.</summary>
/// <remarks>Awaited directly, so that waiting never leaves the scheduler.</remarks>
internal sealed class Signal
{
    private readonly CancellationToken _stopping;
    private TaskCompletionSource _next = NewSource();
    private Task _upcoming = Task.CompletedTask;

    public Signal(CancellationToken stopping)
    {
        _stopping = stopping;
        stopping.UnsafeRegister(static (signal, token) => ((Signal)signal!)._next.TrySetCanceled(token), this);
    }

    /// <summary>The next pulse, for waits for one of several things: the same task until it has come, so that waits that end before do not pile up.</summary>
    public Task Upcoming => _upcoming.IsCompleted ? _upcoming = NextAsync() : _upcoming;

    /// <summary>Completes at the next pulse; cancelled when the run has ended.</summary>
    public Task Next => _stopping.IsCancellationRequested ? Task.FromCanceled(_stopping) : _next.Task;

    public Task WaitAsync(CancellationToken cancellationToken) => cancellationToken.CanBeCanceled ? NextAsync().WaitAsync(cancellationToken) : Next;

    public void Pulse()
    {
        var woken = _next;
        _next = NewSource();
        woken.TrySetResult();
    }

    private async Task NextAsync() => await Next;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
