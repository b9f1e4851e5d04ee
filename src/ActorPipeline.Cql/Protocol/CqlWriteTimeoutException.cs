namespace ActorPipeline.Cql.Protocol;

/// <summary>Too few replicas acknowledged a write in time: it may or may not take effect.</summary>
/// <param name="message">The server's words.</param>
/// <param name="consistency">What was asked for.</param>
/// <param name="received">Replicas that answered.</param>
/// <param name="required">Replicas that it takes.</param>
/// <param name="writeType">What kind of write.</param>
/// <param name="contentions">How often a conditional write met another, where the server says so (version 5); else null.</param>
public sealed class CqlWriteTimeoutException(string message, CqlConsistency consistency, int received, int required, CqlWriteType writeType, int? contentions)
    : CqlReplicaException(CqlErrorCode.WriteTimeout, message, consistency, received, required)
{
    /// <summary>What kind of write.</summary>
    public CqlWriteType WriteType { get; } = writeType;

    /// <summary>How often a conditional write met another, where the server says so (version 5); else null.</summary>
    public int? Contentions { get; } = contentions;
}
