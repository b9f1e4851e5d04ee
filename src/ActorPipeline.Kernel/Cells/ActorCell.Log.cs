using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kernel;

internal sealed partial class ActorCell
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Actor} failed: {Directive}")]
    private static partial void LogChildFailed(ILogger logger, ActorPath actor, Directive directive, Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Actor} is stopped: more than {MaxNumberOfRetries} restarts within {WithinTimeRange}")]
    private static partial void LogRetriesExhausted(ILogger logger, ActorPath actor, int maxNumberOfRetries, TimeSpan? withinTimeRange);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Actor} failed after its end was decided")]
    private static partial void LogLateFailure(ILogger logger, ActorPath actor, Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Actor}: a lifecycle hook failed")]
    private static partial void LogHookFailed(ILogger logger, ActorPath actor, Exception exception);
}
