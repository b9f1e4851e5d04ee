namespace ActorPipeline.Kernel;

/// <summary>Nobody replied in time.</summary>
/// <param name="message">Who was asked what, and for how long.</param>
public sealed class AskTimeoutException(string message) : TimeoutException(message);

/// <summary>The actor cannot take the message, now or ever.</summary>
/// <param name="actor">Who was meant.</param>
/// <param name="reason">Why it cannot.</param>
public sealed class ActorUnavailableException(IActorRef actor, DeadLetterReason reason)
    : Exception($"{actor.Path} cannot be reached: {reason}.")
{
    /// <summary>Who was meant.</summary>
    public IActorRef Actor { get; } = actor;

    /// <summary>Why it cannot take the message.</summary>
    public DeadLetterReason Reason { get; } = reason;
}

/// <summary>An actor could not be created: its constructor or <c>PreStart</c> failed, or it was made without <see cref="Props"/>.</summary>
/// <param name="message">Which actor.</param>
/// <param name="cause">What failed.</param>
public sealed class ActorInitializationException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A name is malformed or taken by a sibling.</summary>
/// <param name="message">Which name, and what is wrong with it.</param>
public sealed class InvalidActorNameException(string message) : Exception(message);

/// <summary>An actor that watched another did not handle its <see cref="Terminated"/>.</summary>
/// <param name="deadActor">The watched actor.</param>
public sealed class DeathPactException(IActorRef deadActor) : Exception($"{deadActor.Path} terminated and its watcher does not handle it.")
{
    /// <summary>The watched actor.</summary>
    public IActorRef DeadActor { get; } = deadActor;
}
