namespace ActorPipeline.Cql.Protocol;

/// <summary>Too few replicas did as they were told: the base of time-outs and failures of reads and writes.</summary>
/// <param name="code">Which of them.</param>
/// <param name="message">The server's words.</param>
/// <param name="consistency">What was asked for.</param>
/// <param name="received">Replicas that answered.</param>
/// <param name="required">Replicas that it takes.</param>
public abstract class CqlReplicaException(CqlErrorCode code, string message, CqlConsistency consistency, int received, int required) : CqlServerException(code, message)
{
    /// <summary>What was asked for.</summary>
    public CqlConsistency Consistency { get; } = consistency;

    /// <summary>Replicas that answered.</summary>
    public int Received { get; } = received;

    /// <summary>Replicas that it takes.</summary>
    public int Required { get; } = required;
}
