namespace ActorPipeline.Cql.Protocol;

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
