namespace ActorPipeline.Cql.Protocol;

/// <summary>Bytes from the server are not what the protocol says. The connection they came over cannot be used any longer.</summary>
/// <param name="message">What was expected and what was found.</param>
public sealed class CqlProtocolException(string message, Exception? inner = null) : CqlException(message, inner);
