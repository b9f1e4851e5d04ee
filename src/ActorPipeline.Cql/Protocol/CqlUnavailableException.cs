namespace ActorPipeline.Cql.Protocol;

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
