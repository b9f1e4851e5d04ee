namespace ActorPipeline.Kernel;

/// <summary>The temporary address that a question carries as its sender; the first reply, the actor's end or the time-out completes it.</summary>
internal sealed class PromiseActorRef<T>(ActorSystem system) : IActorRef, IWatcher
{
    private readonly TaskCompletionSource<T> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ActorPath Path { get; } = system.NextTemporaryPath();

    public static async Task<T> Ask(ActorCell target, object message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var promise = new PromiseActorRef<T>(target.System);
        using var expiry = new CancellationTokenSource(timeout, target.System.TimeProvider);
        using var cancelled = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), expiry);
        using var expired = expiry.Token.UnsafeRegister(_ => promise.Expire(target, message, timeout, cancellationToken), null);
        target.SendSystem(new WatchRequest(promise));
        try
        {
            await target.PostAsync(message, promise, expiry.Token);
            return await promise._reply.Task;
        }
        catch (OperationCanceledException) when (expiry.IsCancellationRequested && !promise._reply.Task.IsCanceled)
        {
            return await promise._reply.Task;
        }
        finally
        {
            target.SendSystem(new UnwatchRequest(promise));
        }
    }

    public void Tell(object message, IActorRef? sender)
    {
        var taken = message switch
        {
            Status.Failure failure => _reply.TrySetException(failure.Cause),
            T reply => _reply.TrySetResult(reply),
            _ => _reply.TrySetException(new InvalidCastException($"Expected a reply of {typeof(T)}, got {message.GetType()} from {sender?.Path}.")),
        };
        if (!taken)
            system.DeadLetters.Publish(new DeadLetter(message, sender, this, DeadLetterReason.AskCompleted));
    }

    public ValueTask TellAsync(object message, IActorRef? sender, CancellationToken cancellationToken = default)
    {
        Tell(message, sender);
        return default;
    }

    public Task<TReply> Ask<TReply>(object message, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The asker is not an actor and cannot be asked back: reply with Tell.");

    public void OnTerminated(LocalActorRef actor) =>
        _reply.TrySetException(new ActorUnavailableException(actor, DeadLetterReason.Terminated));

    public override string ToString() => Path.ToString();

    private void Expire(ActorCell target, object message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            _reply.TrySetCanceled(cancellationToken);
        else
            _reply.TrySetException(new AskTimeoutException($"{target.Self.Path} did not reply to {message.GetType()} within {timeout}."));
    }
}
