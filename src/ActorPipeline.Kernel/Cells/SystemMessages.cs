namespace ActorPipeline.Kernel;

// Messages between cells. They overtake user messages and are never refused; their number is bounded by the number of
// actors, watches and timers, not by traffic.
internal abstract record SystemMessage;

internal sealed record Create : SystemMessage;

internal sealed record Suspend : SystemMessage;

internal sealed record Resume(bool AfterOwnFailure) : SystemMessage;

internal sealed record Recreate(Exception Cause) : SystemMessage;

internal sealed record Terminate : SystemMessage;

internal sealed record Failed(ActorCell Child, Exception Cause) : SystemMessage;

internal sealed record RestartDue(ActorCell Child, Exception Cause) : SystemMessage;

internal sealed record ChildTerminated(ActorCell Child) : SystemMessage;

internal sealed record WatchRequest(IWatcher Watcher) : SystemMessage;

internal sealed record UnwatchRequest(IWatcher Watcher) : SystemMessage;

internal sealed record WatchedTerminated(LocalActorRef Actor) : SystemMessage;

/// <summary>Holds the place of a <see cref="Terminated"/> in the mailbox, until it is known whether the watch still stands.</summary>
internal sealed record DeathNotice(LocalActorRef Actor);

internal sealed record HandlerCompleted : SystemMessage;
