namespace ActorPipeline.Cql.Protocol;

/// <summary>Whatever goes wrong between this client and a cluster: the base of all its exceptions.</summary>
public class CqlException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A server answered with an error.</summary>
/// <param name="code">What went wrong. May be a number that this client does not know.</param>
/// <param name="message">The server's words, and in brackets what else it says: how many replicas answered, were alive, or failed.</param>
public class CqlServerException(CqlErrorCode code, string message) : CqlException(message)
{
    /// <summary>What went wrong. May be a number that this client does not know.</summary>
    public CqlErrorCode Code { get; } = code;

    /// <summary>The server that answered, as far as known: address and port.</summary>
    public string? Node { get; internal set; }

    /// <summary>The server's words, after its address and the kind of error.</summary>
    public override string Message => Node is null ? $"{Code}: {base.Message}" : $"{Node} answered {Code}: {base.Message}";
}

/// <summary>The server does not know a prepared statement: it is prepared again and tried again.</summary>
/// <param name="id">The id that it does not know.</param>
public sealed class CqlUnpreparedException(string message, ReadOnlyMemory<byte> id) : CqlServerException(CqlErrorCode.Unprepared, message)
{
    /// <summary>The id that it does not know.</summary>
    public ReadOnlyMemory<byte> Id { get; } = id;
}

/// <summary>A node refuses the user name or the password, or wants some and has got none.</summary>
public sealed class CqlAuthenticationException(CqlEndpoint endpoint, string reason) : CqlConnectException(endpoint, reason);

/// <summary>A node does not speak the protocol version that was tried.</summary>
/// <param name="version">The version that was tried.</param>
public sealed class CqlVersionRefusedException(CqlEndpoint endpoint, int version, string answer)
    : CqlConnectException(endpoint, $"does not speak protocol version {version}: {answer}");

/// <summary>A connection could not be opened. The message names the node and the reason.</summary>
public class CqlConnectException(CqlEndpoint endpoint, string reason, Exception? inner = null) : CqlException($"{endpoint} {reason}", inner)
{
    /// <summary>Why, without the node.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A connection was closed while a request was under way on it.</summary>
/// <param name="mayHaveBeenExecuted">Whether the request had been handed to the network.</param>
public sealed class CqlConnectionLostException(CqlEndpoint endpoint, string reason, bool mayHaveBeenExecuted, Exception? inner = null)
    : CqlException(
        $"the connection to Cassandra node {endpoint} was lost ({reason}); the request {(mayHaveBeenExecuted ? "may have been executed" : "was not sent")}",
        inner)
{
    /// <summary>Why the connection was closed.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether the node may have executed the request: false when it was never sent.</summary>
    public bool MayHaveBeenExecuted { get; } = mayHaveBeenExecuted;
}

/// <summary>No node could take a request, or none answered when a session was opened. Nothing was executed.</summary>
/// <param name="tried">The nodes that were tried, with the reasons.</param>
public sealed class CqlNoNodeException(IReadOnlyList<string> tried, Exception? inner = null)
    : CqlException($"no Cassandra node answered: {(tried.Count == 0 ? "none is known in the datacenter" : string.Join("; ", tried))}", inner);

/// <summary>The nodes that a request could go to are full: too many requests wait for room already, or it waited too long. Nothing was sent.</summary>
/// <param name="message">Which node, and how full.</param>
public sealed class CqlBusyException(string message) : CqlException(message);

/// <summary>A node did not answer in the time that the statement or the session gives it; the request may still be executed.</summary>
public sealed class CqlTimeoutException(CqlEndpoint endpoint, TimeSpan timeout)
    : CqlException($"Cassandra node {endpoint} did not answer within {timeout.TotalSeconds:0.###} s");

/// <summary>
/// A write may or may not have been executed, now or a little later: the answer was lost or too late, or too few replicas confirmed it. Before anything depends
/// on it, read it: a conditional write at <see cref="CqlConsistency.Serial"/> or <see cref="CqlConsistency.LocalSerial"/>, which settles it.
/// </summary>
/// <param name="cause">What the last try failed with.</param>
public sealed class CqlUnknownOutcomeException(CqlException cause) : CqlException($"the write may or may not have been executed: {cause.Message}", cause);

/// <summary>Bytes from the server are not what the protocol says. The connection they came over cannot be used any longer.</summary>
/// <param name="message">What was expected and what was found.</param>
public sealed class CqlProtocolException(string message, Exception? inner = null) : CqlException(message, inner);

/// <summary>A value was asked for, or given, as something that it is not: another type, null, a name that does not exist. The program has to change, not the
/// data.</summary>
/// <param name="message">The column, its CQL type, and what was asked.</param>
public sealed class CqlTypeException(string message, Exception? inner = null) : CqlException(message, inner);
