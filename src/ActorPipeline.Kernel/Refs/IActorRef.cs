namespace ActorPipeline.Kernel;

/// <summary>
/// The address of an actor, and the only way to reach it. Stays valid over restarts; once the actor has stopped, what is sent
/// becomes a dead letter. Safe to use and to share from any thread. Implemented by the kernel only.
/// </summary>
public interface IActorRef
{
    /// <summary>Where the actor stands in the hierarchy.</summary>
    ActorPath Path { get; }

    /// <summary>
    /// Sends without waiting: at most once, in order per sender. Never blocks and never lets memory grow: when the mailbox is full
    /// the message becomes a dead letter with <see cref="DeadLetterReason.MailboxFull"/>.
    /// </summary>
    /// <param name="message">The message; immutable by convention, because the receiver reads it on another thread.</param>
    /// <param name="sender">Who gets the replies; null when nobody expects one.</param>
    void Tell(object message, IActorRef? sender);

    /// <summary>
    /// Sends with back-pressure: completes once the mailbox has taken the message, waiting in line while it is full. Whoever waits
    /// goes before any later <see cref="Tell"/>.
    /// </summary>
    /// <remarks>
    /// An actor that awaits room in its own mailbox, or in a ring of actors that wait for each other, waits for ever: it takes no
    /// user message while a handler runs.
    /// </remarks>
    /// <exception cref="ActorUnavailableException">The actor has stopped; the message is a dead letter as well.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting: the message was not and will not be delivered.</exception>
    ValueTask TellAsync(object message, IActorRef? sender, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a message and completes with the reply. Waits for room in the mailbox as <see cref="TellAsync"/> does, within the
    /// time-out. A reply of <see cref="Status.Failure"/> is thrown as its cause.
    /// </summary>
    /// <param name="message">The question.</param>
    /// <param name="timeout">Counted on the system's clock; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Gives up waiting; a question already in the mailbox is still handled.</param>
    /// <exception cref="AskTimeoutException">No reply in time.</exception>
    /// <exception cref="ActorUnavailableException">The actor was, or has been, stopped before it replied.</exception>
    /// <exception cref="InvalidCastException">The reply is not a <typeparamref name="T"/>.</exception>
    Task<T> Ask<T>(object message, TimeSpan timeout, CancellationToken cancellationToken = default);
}
