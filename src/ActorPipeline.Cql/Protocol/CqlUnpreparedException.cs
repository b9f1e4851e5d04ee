namespace ActorPipeline.Cql.Protocol;

/// <summary>The server does not know a prepared statement: it is prepared again and tried again.</summary>
/// <param name="id">The id that it does not know.</param>
public sealed class CqlUnpreparedException(string message, ReadOnlyMemory<byte> id) : CqlServerException(CqlErrorCode.Unprepared, message)
{
    /// <summary>The id that it does not know.</summary>
    public ReadOnlyMemory<byte> Id { get; } = id;
}
