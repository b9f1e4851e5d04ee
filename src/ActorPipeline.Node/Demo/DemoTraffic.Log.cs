namespace ActorPipeline.Node.Demo;

internal sealed partial class DemoTraffic
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "generated events for {Pipeline} were refused with status {Status}")]
    private static partial void PostRefused(ILogger logger, string pipeline, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "generated events for {Pipeline} could not be sent: {Reason}")]
    private static partial void PostFailed(ILogger logger, string pipeline, string reason);
}
