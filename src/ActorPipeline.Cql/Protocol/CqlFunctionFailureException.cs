namespace ActorPipeline.Cql.Protocol;

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
