namespace ActorPipeline.Kernel;

/// <summary>
/// Runs the awaits of an actor's asynchronous handlers in the actor's own turns, so that actor code never runs twice at once.
/// Works on after the actor has stopped, because loops it started may live longer.
/// </summary>
internal sealed class ActorTaskScheduler(ActorCell cell) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    public void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => cell.SendSystem(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ActorCell.Current == cell && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;
}
