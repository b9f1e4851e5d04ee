namespace ActorPipeline.Node.Live;

internal sealed partial class LiveSubscriber
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Live subscription {Id} could not be read again; it is tried until it can")]
    private static partial void LogResetFailed(ILogger logger, string id, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Live subscription {Id} failed; its connection is closed")]
    private static partial void LogPumpFailed(ILogger logger, string id, Exception exception);
}
