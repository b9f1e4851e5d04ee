namespace ActorPipeline.Running;

/// <summary>Waits of a run, on its own scheduler.</summary>
internal static class Waiting
{
    /// <summary>A shorter one is none: delays are counted in whole milliseconds.</summary>
    public static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits until one of some tasks has completed, or a time has passed.</summary>
    /// <param name="delay">The time; <see cref="Timeout.InfiniteTimeSpan"/> for none, at least the shortest otherwise: time goes on between two looks at
    /// it.</param>
    public static async Task AnyAsync(TimeSpan delay, TimeProvider time, params Task[] tasks)
    {
        using var isOver = new CancellationTokenSource();
        var left = delay == Timeout.InfiniteTimeSpan || delay > ShortestDelay ? delay : ShortestDelay;
        await Task.WhenAny([.. tasks, Task.Delay(left, time, isOver.Token)]);
        Cancel(isOver);
    }

    // At once, on this thread: the timer is given back, and its task is looked at no more.
    private static void Cancel(CancellationTokenSource timer) => timer.Cancel();
}
