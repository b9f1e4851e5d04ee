namespace ActorPipeline.Cql.Protocol;

/// <summary>A node does not speak the protocol version that was tried.</summary>
/// <param name="version">The version that was tried.</param>
public sealed class CqlVersionRefusedException(CqlEndpoint endpoint, int version, string answer)
    : CqlConnectException(endpoint, $"does not speak protocol version {version}: {answer}");
