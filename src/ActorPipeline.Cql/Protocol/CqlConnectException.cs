namespace ActorPipeline.Cql.Protocol;

/// <summary>A connection could not be opened. The message names the node and the reason.</summary>
/// <param name="endpoint">The node.</param>
/// <param name="reason">Why.</param>
/// <param name="inner">The cause.</param>
public class CqlConnectException(CqlEndpoint endpoint, string reason, Exception? inner = null) : CqlException($"{endpoint} {reason}", inner)
{
    /// <summary>Why, without the node.</summary>
    public string Reason { get; } = reason;
}
