namespace ActorPipeline.Node.Engines;

/// <summary>Servers that this node needs do not answer, or refuse it. Trying again is right: the cause may lie with them.</summary>
internal sealed class ServersMissingException(string message, Exception inner) : Exception(message, inner);
