namespace ActorPipeline.Node.Http;

internal sealed partial class ProblemMiddleware
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} answered {Status}: {Reason}")]
    private static partial void RequestFailed(ILogger logger, string method, string path, int status, string reason, Exception? exception);
}
