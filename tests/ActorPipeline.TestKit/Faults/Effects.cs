namespace ActorPipeline.TestKit.Faults;

/// <summary>Lets what a call does happen after a delay, whether or not the caller still waits: servers do not stop when their clients do.</summary>
/// <param name="time">The clock.</param>
public sealed class Effects(TimeProvider time)
{
    /// <summary>Runs an effect after a delay; at once, before the call returns, when there is none.</summary>
    /// <param name="delay">The delay.</param>
    /// <param name="effect">Runs on the clock's timer; its exception is the caller's.</param>
    /// <param name="cancellationToken">Ends the wait, not the effect.</param>
    public async Task<T> AfterAsync<T>(TimeSpan delay, Func<T> effect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(effect);
        if (delay <= TimeSpan.Zero)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return effect();
        }

        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancellationToken.UnsafeRegister((_, token) => done.TrySetCanceled(token), null);
        Later(delay, () => Complete(done, effect));
        return await done.Task;
    }

    /// <summary>Runs an effect after a delay; nobody waits for it.</summary>
    public void Later(TimeSpan delay, Action effect)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                effect();
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> effect)
    {
        try
        {
            done.TrySetResult(effect());
        }
        catch (Exception failure)
        {
            done.TrySetException(failure);
        }
    }
}
