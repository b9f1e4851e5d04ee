using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Streams;

internal sealed partial class LogSourceLogic
{
    [LoggerMessage(EventId = 190, Level = LogLevel.Warning, Message = "A reader of a stream that has ended could not be closed")]
    private static partial void LogReaderNotClosed(ILogger logger, Exception failure);
}
