namespace ActorPipeline.Bench.Cluster;

/// <summary>Runs partitions on the thread pool and takes the CPU time of every turn, for the stage that one of its calls gives away: what the calls themselves cost is theirs.</summary>
/// <remarks>A clock is read a few times a turn and a call, never for an event.</remarks>
/// <param name="other">Takes turns that make no such call.</param>
internal sealed class StageTurns(CpuClock other) : TaskScheduler
{
    [ThreadStatic]
    private static CpuClock? _stage;

    [ThreadStatic]
    private static CpuClock? _lastCall;

    [ThreadStatic]
    private static ThreadTime _lastCallEnded;

    [ThreadStatic]
    private static ThreadTime _calls;

    /// <summary>Does a call, with none of the kind inside, and adds what it cost before it first waited.</summary>
    /// <param name="call">The call.</param>
    /// <param name="clock">The call's clock.</param>
    /// <param name="turn">The clock of the turns that make such calls.</param>
    /// <param name="isPrepared">Whether what a turn does between two such calls belongs to them.</param>
    public static T Measure<T>(Func<T> call, CpuClock clock, CpuClock turn, bool isPrepared = false)
    {
        var start = isPrepared && _lastCall == clock ? _lastCallEnded : ThreadTime.Now();
        var result = call();
        var end = ThreadTime.Now();
        clock.Add(end - start);
        _calls += end - start;
        (_stage, _lastCall, _lastCallEnded) = (turn, clock, end);
        return result;
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task) =>
        ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.Scheduler.Run(turn.Task), (Scheduler: this, Task: task), preferLocal: false);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    private void Run(Task task)
    {
        (_stage, _lastCall, _calls) = (null, null, default);
        var start = ThreadTime.Now();
        TryExecuteTask(task);
        (_stage ?? other).Add(ThreadTime.Now() - start - _calls);
        (_stage, _lastCall) = (null, null);
    }
}
