using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Streams;

internal sealed partial class AppendLogic<T>
{
    [LoggerMessage(EventId = 191, Level = LogLevel.Warning, Message = "The writer of a stream to {Topic} that has ended could not be closed")]
    private static partial void LogWriterNotClosed(ILogger logger, string topic, Exception failure);
}
