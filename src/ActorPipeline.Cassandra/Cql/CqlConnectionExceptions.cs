using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql;

/// <summary>A connection could not be opened. The message names the node and the reason.</summary>
/// <param name="endpoint">The node.</param>
/// <param name="reason">Why.</param>
/// <param name="inner">The cause.</param>
public class CqlConnectException(CqlEndpoint endpoint, string reason, Exception? inner = null) : CqlException($"{endpoint} {reason}", inner)
{
    /// <summary>The node.</summary>
    public CqlEndpoint Endpoint { get; } = endpoint;

    /// <summary>Why, without the node.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A node does not speak the protocol version that was tried.</summary>
/// <param name="endpoint">The node.</param>
/// <param name="version">The version that was tried.</param>
/// <param name="answer">What the node said.</param>
public sealed class CqlVersionRefusedException(CqlEndpoint endpoint, int version, string answer)
    : CqlConnectException(endpoint, $"does not speak protocol version {version}: {answer}");

/// <summary>A connection was closed while a request was under way on it.</summary>
/// <param name="endpoint">The node.</param>
/// <param name="reason">Why it was closed.</param>
/// <param name="mayHaveBeenExecuted">Whether the request had been handed to the network.</param>
/// <param name="inner">The cause.</param>
public sealed class CqlConnectionLostException(CqlEndpoint endpoint, string reason, bool mayHaveBeenExecuted, Exception? inner = null)
    : CqlException(
        $"the connection to Cassandra node {endpoint} was lost ({reason}); the request {(mayHaveBeenExecuted ? "may have been executed" : "was not sent")}", inner)
{
    /// <summary>The node.</summary>
    public CqlEndpoint Endpoint { get; } = endpoint;

    /// <summary>Why the connection was closed.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether the node may have executed the request: false when it was never sent.</summary>
    public bool MayHaveBeenExecuted { get; } = mayHaveBeenExecuted;
}

/// <summary>A node did not answer in the time that the statement or the session gives it; the request may still be executed.</summary>
/// <param name="endpoint">The node.</param>
/// <param name="timeout">How long was waited.</param>
public sealed class CqlTimeoutException(CqlEndpoint endpoint, TimeSpan timeout)
    : CqlException($"Cassandra node {endpoint} did not answer within {timeout.TotalSeconds:0.###} s")
{
    /// <summary>The node.</summary>
    public CqlEndpoint Endpoint { get; } = endpoint;
}

/// <summary>The nodes that a request could go to are full: too many requests wait for room already, or it waited too long. Nothing was sent.</summary>
/// <param name="message">Which node, and how full.</param>
public sealed class CqlBusyException(string message) : CqlException(message);

/// <summary>A node refuses the user name or the password, or wants some and has got none.</summary>
/// <param name="endpoint">The node.</param>
/// <param name="reason">What it said.</param>
public sealed class CqlAuthenticationException(CqlEndpoint endpoint, string reason) : CqlConnectException(endpoint, reason);

/// <summary>No node could take a request, or none answered when a session was opened. Nothing was executed.</summary>
/// <param name="tried">The nodes that were tried, with the reasons.</param>
/// <param name="inner">The last failure.</param>
public sealed class CqlNoNodeException(IReadOnlyList<string> tried, Exception? inner = null)
    : CqlException($"no Cassandra node answered: {(tried.Count == 0 ? "none is known in the datacenter" : string.Join("; ", tried))}", inner);
