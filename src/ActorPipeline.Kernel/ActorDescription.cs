namespace ActorPipeline.Kernel;

/// <summary>What an operator sees of an actor, at one moment; numbers of a busy system are approximate.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Type">What it is.</param>
/// <param name="MailboxDepth">User messages waiting.</param>
/// <param name="MailboxCapacity">User messages that may wait.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="Children">Its children, as deep as was asked for.</param>
public sealed record ActorDescription(
    ActorPath Path, Type Type, int MailboxDepth, int MailboxCapacity, int Restarts, IReadOnlyList<ActorDescription> Children);
