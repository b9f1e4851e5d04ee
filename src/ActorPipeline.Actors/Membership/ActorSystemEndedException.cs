namespace ActorPipeline.Actors.Membership;

/// <summary>The actor system ended by itself while the node was joining; its supervisor is to start the node again.</summary>
/// <param name="message">What is known of it.</param>
public sealed class ActorSystemEndedException(string message) : Exception(message);
