using System.Net;
using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql.Messages;

/// <summary>What kind of write timed out or failed.</summary>
public enum CqlWriteType
{
    /// <summary>A kind that this client does not know.</summary>
    Unknown,

    /// <summary>One statement.</summary>
    Simple,

    /// <summary>A logged batch: it is in the log and will happen.</summary>
    Batch,

    /// <summary>An unlogged batch: a part of it may have happened.</summary>
    UnloggedBatch,

    /// <summary>A counter: trying again may count twice.</summary>
    Counter,

    /// <summary>Writing the log of a logged batch: it may be tried again.</summary>
    BatchLog,

    /// <summary>The comparing phase of a conditional write: whether it happened is not known.</summary>
    Cas,

    /// <summary>A materialised view.</summary>
    View,

    /// <summary>The space for change data capture.</summary>
    Cdc,
}

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

/// <summary>A conditional write may or may not have happened: read back at a serial consistency.</summary>
/// <param name="message">The server's words.</param>
/// <param name="consistency">What was asked for.</param>
/// <param name="received">Replicas that answered.</param>
/// <param name="required">Replicas that it takes.</param>
public sealed class CqlCasWriteUnknownException(string message, CqlConsistency consistency, int received, int required)
    : CqlReplicaException(CqlErrorCode.CasWriteUnknown, message, consistency, received, required);
