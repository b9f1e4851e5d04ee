namespace ActorPipeline.Embedded.DuckDb;

/// <summary>DuckDB refused something or failed.</summary>
public sealed class DuckDbException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>True when the statement was interrupted.</summary>
    public bool IsInterrupt => Message.StartsWith("INTERRUPT", StringComparison.OrdinalIgnoreCase);

    internal static DuckDbException Of(string? message) => new(string.IsNullOrEmpty(message) ? "DuckDB gave no message" : message);
}
