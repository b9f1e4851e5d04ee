namespace ActorPipeline.Kernel;

/// <summary>Is told, on any thread, that a watched actor has stopped.</summary>
internal interface IWatcher
{
    void OnTerminated(LocalActorRef actor);
}

/// <summary>Lets code outside actors await an actor's end.</summary>
internal sealed class TerminationWatcher : IWatcher
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Awaited here, not handed out: combinators such as WaitAsync on a task with asynchronous continuations leave the scheduler.
    public async Task Wait() => await _terminated.Task;

    public void OnTerminated(LocalActorRef actor) => _terminated.TrySetResult();
}
