using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql.Messages;

/// <summary>The server answered with an error. What has more to say than a text has a class of its own, in this namespace.</summary>
/// <param name="code">What went wrong. May be a number that this client does not know.</param>
/// <param name="message">The server's words.</param>
public class CqlServerException(CqlErrorCode code, string message) : CqlException(message)
{
    /// <summary>What went wrong. May be a number that this client does not know.</summary>
    public CqlErrorCode Code { get; } = code;

    /// <summary>The server that answered, as far as known: address and port.</summary>
    public string? Node { get; internal set; }

    /// <summary>The server's words, after its address and the kind of error.</summary>
    public override string Message => Node is null ? $"{Code}: {base.Message}" : $"{Node} answered {Code}: {base.Message}";
}

/// <summary>Too few replicas are alive: nothing was done.</summary>
/// <param name="message">The server's words.</param>
/// <param name="consistency">What was asked for.</param>
/// <param name="required">Replicas that it takes.</param>
/// <param name="alive">Replicas that are alive.</param>
public sealed class CqlUnavailableException(string message, CqlConsistency consistency, int required, int alive) : CqlServerException(CqlErrorCode.Unavailable, message)
{
    /// <summary>What was asked for.</summary>
    public CqlConsistency Consistency { get; } = consistency;

    /// <summary>Replicas that it takes.</summary>
    public int Required { get; } = required;

    /// <summary>Replicas that are alive.</summary>
    public int Alive { get; } = alive;
}

/// <summary>The keyspace or table is there already.</summary>
/// <param name="message">The server's words.</param>
/// <param name="keyspace">The keyspace.</param>
/// <param name="table">The table; empty when it is the keyspace that exists.</param>
public sealed class CqlAlreadyExistsException(string message, string keyspace, string table) : CqlServerException(CqlErrorCode.AlreadyExists, message)
{
    /// <summary>The keyspace.</summary>
    public string Keyspace { get; } = keyspace;

    /// <summary>The table; empty when it is the keyspace that exists.</summary>
    public string Table { get; } = table;
}

/// <summary>The server does not know a prepared statement: it is prepared again and tried again.</summary>
/// <param name="message">The server's words.</param>
/// <param name="id">The id that it does not know.</param>
public sealed class CqlUnpreparedException(string message, ReadOnlyMemory<byte> id) : CqlServerException(CqlErrorCode.Unprepared, message)
{
    /// <summary>The id that it does not know.</summary>
    public ReadOnlyMemory<byte> Id { get; } = id;
}

/// <summary>A user-defined function failed.</summary>
/// <param name="message">The server's words.</param>
/// <param name="keyspace">The function's keyspace.</param>
/// <param name="function">The function.</param>
/// <param name="argumentTypes">The types of its arguments.</param>
public sealed class CqlFunctionFailureException(string message, string keyspace, string function, IReadOnlyList<string> argumentTypes)
    : CqlServerException(CqlErrorCode.FunctionFailure, message)
{
    /// <summary>The function's keyspace.</summary>
    public string Keyspace { get; } = keyspace;

    /// <summary>The function.</summary>
    public string Function { get; } = function;

    /// <summary>The types of its arguments.</summary>
    public IReadOnlyList<string> ArgumentTypes { get; } = argumentTypes;
}
