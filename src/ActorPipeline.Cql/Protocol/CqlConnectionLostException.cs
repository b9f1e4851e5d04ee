namespace ActorPipeline.Cql.Protocol;

/// <summary>A connection was closed while a request was under way on it.</summary>
/// <param name="mayHaveBeenExecuted">Whether the request had been handed to the network.</param>
public sealed class CqlConnectionLostException(CqlEndpoint endpoint, string reason, bool mayHaveBeenExecuted, Exception? inner = null)
    : CqlException(
        $"the connection to Cassandra node {endpoint} was lost ({reason}); the request {(mayHaveBeenExecuted ? "may have been executed" : "was not sent")}", inner)
{
    /// <summary>Why the connection was closed.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether the node may have executed the request: false when it was never sent.</summary>
    public bool MayHaveBeenExecuted { get; } = mayHaveBeenExecuted;
}
