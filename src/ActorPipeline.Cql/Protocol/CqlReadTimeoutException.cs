namespace ActorPipeline.Cql.Protocol;

/// <summary>Too few replicas answered a read in time.</summary>
/// <param name="message">The server's words.</param>
/// <param name="consistency">What was asked for.</param>
/// <param name="received">Replicas that answered.</param>
/// <param name="required">Replicas that it takes.</param>
/// <param name="isDataPresent">Whether the replica that was asked for the data itself answered.</param>
public sealed class CqlReadTimeoutException(string message, CqlConsistency consistency, int received, int required, bool isDataPresent)
    : CqlReplicaException(CqlErrorCode.ReadTimeout, message, consistency, received, required)
{
    /// <summary>Whether the replica that was asked for the data itself answered.</summary>
    public bool IsDataPresent { get; } = isDataPresent;
}
