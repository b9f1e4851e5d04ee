namespace ActorPipeline.Actors.Membership;

/// <summary>This node must not join the cluster. The message says why.</summary>
/// <param name="message">What stands in the way.</param>
public sealed class JoinRefusedException(string message) : Exception(message);
