namespace ActorPipeline.Cql.Protocol;

/// <summary>The nodes that a request could go to are full: too many requests wait for room already, or it waited too long. Nothing was sent.</summary>
/// <param name="message">Which node, and how full.</param>
public sealed class CqlBusyException(string message) : CqlException(message);
