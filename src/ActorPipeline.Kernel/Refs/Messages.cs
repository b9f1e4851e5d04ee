namespace ActorPipeline.Kernel;

/// <summary>
/// Sent to an actor, stops it after the messages that are before it in the mailbox. Always taken, even by a full mailbox (one at
/// most is kept).
/// </summary>
public sealed class PoisonPill
{
    /// <summary>The one pill.</summary>
    public static readonly PoisonPill Instance = new();

    private PoisonPill()
    {
    }
}

/// <summary>
/// What a watcher gets, once, when the watched actor has stopped for good; after everything the stopped actor had sent it, and
/// even if the mailbox is full. An actor that watches and does not handle it fails
/// with <see cref="DeathPactException"/>.
/// </summary>
/// <param name="ActorRef">The actor that stopped.</param>
public sealed record Terminated(IActorRef ActorRef);

/// <summary>Replies that say how something went.</summary>
public static class Status
{
    /// <summary>As a reply, makes <see cref="IActorRef.Ask"/> throw <paramref name="Cause"/>.</summary>
    /// <param name="Cause">What went wrong.</param>
    public sealed record Failure(Exception Cause);
}
