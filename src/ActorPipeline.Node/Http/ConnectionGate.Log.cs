namespace ActorPipeline.Node.Http;

internal sealed partial class ConnectionGate
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "the {Listener} listener refuses clients: {Reason} (said at most once a minute; /metrics counts all)")]
    private static partial void Refuses(ILogger logger, string listener, string reason);
}
