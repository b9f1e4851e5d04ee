using System.Diagnostics.CodeAnalysis;

namespace ActorPipeline.Kernel;

/// <summary>What an actor can see and do. To be used only by the actor itself, while it handles something.</summary>
public interface IActorContext
{
    /// <summary>The actor.</summary>
    IActorRef Self { get; }

    /// <summary>Who sent the message being handled, also after an await; <see cref="ActorSystem.DeadLetters"/> when nobody did.</summary>
    IActorRef Sender { get; }

    /// <summary>The supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>The children that have not yet stopped.</summary>
    IReadOnlyList<IActorRef> Children { get; }

    /// <summary>The system: clock, scheduler, dead letters.</summary>
    ActorSystem System { get; }

    /// <summary>
    /// Cancelled when the actor is told to stop. The stop waits for the handler in flight, so a handler that awaits for long should pass it on.
    /// </summary>
    CancellationToken Stopping { get; }

    /// <summary>The child of this name, or null.</summary>
    IActorRef? Child(string name);

    /// <summary>Creates a child. It starts on its own turn; what is sent meanwhile waits in its mailbox.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique among the children; null picks one.</param>
    /// <exception cref="InvalidActorNameException">The name is malformed or taken.</exception>
    /// <exception cref="InvalidOperationException">This actor is stopping.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Asks for one <see cref="Terminated"/> when the actor has stopped, at once if it already has. Lasts over restarts of the watcher.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>As <see cref="Watch"/>, with a message of one's own in place of <see cref="Terminated"/>.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Takes a watch back; a notice under way is not delivered.</summary>
    IActorRef Unwatch(IActorRef subject);

    /// <summary>Stops an actor after the message it is handling; the rest of its mailbox becomes dead letters.</summary>
    [SuppressMessage("Naming", "CA1716", Justification = "The name every actor programmer looks for; escaped where it is a keyword.")]
    void Stop(IActorRef actor);
}
