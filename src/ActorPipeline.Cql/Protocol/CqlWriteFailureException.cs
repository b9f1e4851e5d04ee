using System.Net;

namespace ActorPipeline.Cql.Protocol;

/// <summary>Replicas failed a write: it may or may not take effect.</summary>
/// <param name="message">The server's words.</param>
/// <param name="consistency">What was asked for.</param>
/// <param name="received">Replicas that answered.</param>
/// <param name="required">Replicas that it takes.</param>
/// <param name="failures">Replicas that failed.</param>
/// <param name="reasons">Which failed with which code, where the server says so (version 5).</param>
/// <param name="writeType">What kind of write.</param>
public sealed class CqlWriteFailureException(
    string message, CqlConsistency consistency, int received, int required, int failures, IReadOnlyDictionary<IPAddress, int> reasons, CqlWriteType writeType)
    : CqlReplicaException(CqlErrorCode.WriteFailure, message, consistency, received, required)
{
    /// <summary>Replicas that failed.</summary>
    public int Failures { get; } = failures;

    /// <summary>Which failed with which code, where the server says so (version 5).</summary>
    public IReadOnlyDictionary<IPAddress, int> Reasons { get; } = reasons;

    /// <summary>What kind of write.</summary>
    public CqlWriteType WriteType { get; } = writeType;
}
