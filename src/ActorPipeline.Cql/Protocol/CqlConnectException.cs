namespace ActorPipeline.Cql.Protocol;

/// <summary>A connection could not be opened. The message names the node and the reason.</summary>
public class CqlConnectException(CqlEndpoint endpoint, string reason, Exception? inner = null) : CqlException($"{endpoint} {reason}", inner)
{
    /// <summary>Why, without the node.</summary>
    public string Reason { get; } = reason;
}
