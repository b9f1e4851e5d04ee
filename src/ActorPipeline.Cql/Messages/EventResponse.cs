namespace ActorPipeline.Cql.Messages;

internal sealed class EventResponse(ServerEvent value) : Response
{
    public ServerEvent Event { get; } = value;
}
