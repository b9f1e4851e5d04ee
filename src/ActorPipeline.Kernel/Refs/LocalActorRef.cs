namespace ActorPipeline.Kernel;

internal sealed class LocalActorRef(ActorCell cell, ActorPath path) : IActorRef
{
    public ActorCell Cell { get; } = cell;

    public ActorPath Path { get; } = path;

    public void Tell(object message, IActorRef? sender) => Cell.Post(message, sender);

    public ValueTask TellAsync(object message, IActorRef? sender, CancellationToken cancellationToken = default) =>
        Cell.PostAsync(message, sender, cancellationToken);

    public Task<T> Ask<T>(object message, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        PromiseActorRef<T>.Ask(Cell, message, timeout, cancellationToken);

    public override string ToString() => Path.ToString();
}
