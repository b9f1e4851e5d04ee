namespace ActorPipeline.TestKit;

/// <summary>A deterministic run cannot come to its end; the message says what is known.</summary>
/// <param name="message">Why, with seed, steps and clock.</param>
public sealed class DeadlockException(string message) : Exception(message);
