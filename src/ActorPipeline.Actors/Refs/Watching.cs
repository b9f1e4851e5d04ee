namespace ActorPipeline.Actors;

/// <summary>Is told, on any thread, that a watched actor has stopped.</summary>
internal interface IWatcher
{
    void OnTerminated(LocalActorRef actor);
}

/// <summary>Lets code outside actors await an actor's end.</summary>
internal sealed class TerminationWatcher : IWatcher
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _terminated.Task;

    public void OnTerminated(LocalActorRef actor) => _terminated.TrySetResult();
}
