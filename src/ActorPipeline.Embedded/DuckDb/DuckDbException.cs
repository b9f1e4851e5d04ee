namespace ActorPipeline.Embedded.DuckDb;

/// <summary>DuckDB refused something or failed.</summary>
/// <param name="message">DuckDB's message.</param>
public sealed class DuckDbException(string message) : Exception(message)
{
    /// <summary>True when the statement was interrupted.</summary>
    public bool IsInterrupt => Message.StartsWith("INTERRUPT", StringComparison.OrdinalIgnoreCase);
}
