namespace ActorPipeline.Cql.Protocol;

/// <summary>A conditional write may or may not have happened: read back at a serial consistency.</summary>
/// <param name="message">The server's words.</param>
/// <param name="consistency">What was asked for.</param>
/// <param name="received">Replicas that answered.</param>
/// <param name="required">Replicas that it takes.</param>
public sealed class CqlCasWriteUnknownException(string message, CqlConsistency consistency, int received, int required)
    : CqlReplicaException(CqlErrorCode.CasWriteUnknown, message, consistency, received, required);
