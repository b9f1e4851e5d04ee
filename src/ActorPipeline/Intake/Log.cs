using ActorPipeline.Log;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Intake;

internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Error, "intake of {Source} stopped, trying again: {Reason}")]
    public static partial void Stopped(ILogger logger, TopicPartition source, string reason);
}
