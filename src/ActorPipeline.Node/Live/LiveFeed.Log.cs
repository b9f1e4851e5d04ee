namespace ActorPipeline.Node.Live;

internal sealed partial class LiveFeed
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Live rows of {Pipeline}/{View} could not be read; they are read again shortly")]
    private static partial void LogTickFailed(ILogger logger, string pipeline, string view, Exception exception);
}
