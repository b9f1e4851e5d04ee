namespace ActorPipeline.Cql.Messages;

/// <summary>EVENT.</summary>
internal sealed class EventResponse(ServerEvent value) : Response
{
    /// <summary>What happened.</summary>
    public ServerEvent Event { get; } = value;
}
