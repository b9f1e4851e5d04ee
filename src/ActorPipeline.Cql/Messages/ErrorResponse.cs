using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Messages;

/// <summary>ERROR.</summary>
internal sealed class ErrorResponse(CqlServerException error) : Response
{
    /// <summary>What it becomes, not thrown yet.</summary>
    public CqlServerException Error { get; } = error;
}
