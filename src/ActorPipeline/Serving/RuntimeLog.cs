using Microsoft.Extensions.Logging;

namespace ActorPipeline.Serving;

internal static partial class RuntimeLog
{
    [LoggerMessage(40, LogLevel.Warning, "{Pipeline}: not everything was written in the time given ({Reason}); the next start replays the rest")]
    public static partial void StoppedInHaste(ILogger logger, string pipeline, string reason);
}
