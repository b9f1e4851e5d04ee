namespace ActorPipeline.Cql.Protocol;

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
