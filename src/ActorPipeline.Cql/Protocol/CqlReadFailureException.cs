using System.Net;

namespace ActorPipeline.Cql.Protocol;

/// <summary>Replicas failed a read.</summary>
/// <param name="message">The server's words.</param>
/// <param name="consistency">What was asked for.</param>
/// <param name="received">Replicas that answered.</param>
/// <param name="required">Replicas that it takes.</param>
/// <param name="failures">Replicas that failed.</param>
/// <param name="reasons">Which failed with which code, where the server says so (version 5).</param>
/// <param name="isDataPresent">Whether the replica that was asked for the data itself answered.</param>
public sealed class CqlReadFailureException(
    string message, CqlConsistency consistency, int received, int required, int failures, IReadOnlyDictionary<IPAddress, int> reasons, bool isDataPresent)
    : CqlReplicaException(CqlErrorCode.ReadFailure, message, consistency, received, required)
{
    /// <summary>Replicas that failed.</summary>
    public int Failures { get; } = failures;

    /// <summary>Which failed with which code, where the server says so (version 5).</summary>
    public IReadOnlyDictionary<IPAddress, int> Reasons { get; } = reasons;

    /// <summary>Whether the replica that was asked for the data itself answered.</summary>
    public bool IsDataPresent { get; } = isDataPresent;
}
