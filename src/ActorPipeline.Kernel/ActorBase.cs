namespace ActorPipeline.Kernel;

/// <summary>
/// An actor: state that handles one message at a time. Created only through <see cref="Props"/>. All members run in the actor's
/// own turn and need no locks. Most actors derive from <see cref="ReceiveActor"/>.
/// </summary>
public abstract class ActorBase
{
    private readonly ActorCell _cell;

    /// <summary>Binds the new actor to its place in the hierarchy.</summary>
    /// <exception cref="ActorInitializationException">Not called through <see cref="Props"/>.</exception>
    protected ActorBase()
    {
        _cell = ActorCell.TakeConstructing(GetType());
    }

    /// <summary>What the actor can see and do.</summary>
    protected IActorContext Context => _cell;

    /// <summary>The actor's own address.</summary>
    protected IActorRef Self => _cell.Self;

    /// <summary>Who sent the message being handled.</summary>
    protected IActorRef Sender => Context.Sender;

    /// <summary>Handles a message.</summary>
    /// <returns>False when the actor has no handler for it.</returns>
    protected internal abstract bool Receive(object message);

    /// <summary>Runs before the first message. A failure here is an <see cref="ActorInitializationException"/> for the supervisor.</summary>
    protected internal virtual void PreStart()
    {
    }

    /// <summary>Runs last, after the children have stopped: release what was taken in <see cref="PreStart"/>.</summary>
    protected internal virtual void PostStop()
    {
    }

    /// <summary>
    /// Runs on the failed instance before it is replaced. Unless overridden: stops all children, then calls <see cref="PostStop"/>.
    /// Timers are cancelled already.
    /// </summary>
    /// <param name="reason">The failure.</param>
    /// <param name="message">The message that was being handled, if any; it is not handled again.</param>
    protected internal virtual void PreRestart(Exception reason, object? message)
    {
        foreach (var child in Context.Children)
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>Runs on the new instance after a restart. Unless overridden: calls <see cref="PreStart"/>.</summary>
    /// <param name="reason">The failure of the instance before.</param>
    protected internal virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>How failures of children are treated, unless the <see cref="Props"/> say so.</summary>
    protected internal virtual SupervisorStrategy SupervisorStrategy() => Kernel.SupervisorStrategy.Default;

    /// <summary>Gets what no handler took. Unless overridden: a dead letter; for <see cref="Terminated"/> a failure.</summary>
    /// <exception cref="DeathPactException">The message is <see cref="Terminated"/>.</exception>
    protected internal virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.DeadLetters.Publish(new DeadLetter(message, _cell.SenderOrNull, Self, DeadLetterReason.Unhandled));
    }

    /// <summary>
    /// Runs asynchronous work as part of the message being handled: no other user message is handled before it ends, its awaits
    /// resume in the actor's turn, its failure is the actor's failure. Supervision and watching go on meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">Such work is already under way.</exception>
    protected void RunTask(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _cell.RunTask(work);
    }
}
