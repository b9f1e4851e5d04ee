using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Messages;

internal sealed class ErrorResponse(CqlServerException error) : Response
{
    public CqlServerException Error { get; } = error;
}
