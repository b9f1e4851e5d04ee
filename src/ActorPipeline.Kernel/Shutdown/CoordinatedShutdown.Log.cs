using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kernel;

public sealed partial class CoordinatedShutdown
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{System} shuts down: {Reason}")]
    private static partial void LogStarted(ILogger logger, string system, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Shutdown phase {Phase}: {Task} failed")]
    private static partial void LogTaskFailed(ILogger logger, string phase, string task, Exception exception);
}
