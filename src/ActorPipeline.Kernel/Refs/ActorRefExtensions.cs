namespace ActorPipeline.Kernel;

/// <summary>What can be done with any <see cref="IActorRef"/>. Safe from any thread.</summary>
public static class ActorRefExtensions
{
    /// <summary>Sends without waiting; inside an actor that actor is the sender, elsewhere nobody is. See <see cref="IActorRef.Tell"/>.</summary>
    public static void Tell(this IActorRef target, object message)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Tell(message, ActorCell.Current?.Self);
    }

    /// <summary>Sends with back-pressure; inside an actor that actor is the sender. See <see cref="IActorRef.TellAsync"/>.</summary>
    public static ValueTask TellAsync(this IActorRef target, object message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.TellAsync(message, ActorCell.Current?.Self, cancellationToken);
    }

    /// <summary>Passes a message on and keeps its sender, so that the reply goes straight back. Only inside an actor.</summary>
    /// <exception cref="InvalidOperationException">Called outside an actor.</exception>
    public static void Forward(this IActorRef target, object message)
    {
        ArgumentNullException.ThrowIfNull(target);
        var cell = ActorCell.Current ?? throw new InvalidOperationException("Forward works only inside an actor: elsewhere there is no sender to keep.");
        target.Tell(message, cell.Sender);
    }

    /// <summary>
    /// Asks the actor to stop after the messages it already has, and waits until it has.
    /// </summary>
    /// <returns>True once it has stopped; false when the time-out, on the system's clock, came first. It stops later all the same.</returns>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout)
    {
        var cell = ActorCell.Of(target);
        var termination = new TerminationWatcher();
        cell.SendSystem(new WatchRequest(termination));
        target.Tell(PoisonPill.Instance, sender: null);
        try
        {
            await termination.Wait().WaitAsync(timeout, cell.System.TimeProvider);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            cell.SendSystem(new UnwatchRequest(termination));
        }
    }

    /// <summary>
    /// Sends the result of a task to an actor, or a <see cref="Status.Failure"/> with its exception. Waits for room in the mailbox.
    /// The returned task never fails for the sake of the piped one; it completes when the message has been taken or lost.
    /// </summary>
    public static async Task PipeTo<T>(this Task<T> task, IActorRef recipient, IActorRef? sender = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(recipient);
        sender ??= ActorCell.Current?.Self;
        object message;
        try
        {
            message = await task;
        }
        catch (Exception cause)
        {
            message = new Status.Failure(cause);
        }

        await Deliver(recipient, message, sender);
    }

    private static async Task Deliver(IActorRef recipient, object message, IActorRef? sender)
    {
        try
        {
            await recipient.TellAsync(message, sender);
        }
        catch (ActorUnavailableException)
        {
            // The message is counted and published as a dead letter already; nobody awaits a pipe.
        }
    }
}
