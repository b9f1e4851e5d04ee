using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cluster;

internal static partial class ClusterLog
{
    [LoggerMessage(60, LogLevel.Information, "{Address} is a member of the cluster")]
    public static partial void Joined(ILogger logger, string address);

    [LoggerMessage(61, LogLevel.Information, "{Address} is {Status} now")]
    public static partial void Changed(ILogger logger, string address, string status);

    [LoggerMessage(62, LogLevel.Warning, "{Address} is unreachable: not heard of for {Seconds:0} s")]
    public static partial void Unreachable(ILogger logger, string address, double seconds);

    [LoggerMessage(63, LogLevel.Warning, "{Address}: {Warning}")]
    public static partial void Warned(ILogger logger, string address, string warning);

    [LoggerMessage(64, LogLevel.Warning, "{Topic} cannot be used, trying again: {Reason}")]
    public static partial void TopicFailed(ILogger logger, string topic, string reason);

    [LoggerMessage(65, LogLevel.Information, "{Topic} can be used again")]
    public static partial void TopicBack(ILogger logger, string topic);

    [LoggerMessage(66, LogLevel.Warning, "{Topic}: a record at offset {Offset} is skipped: {Reason}")]
    public static partial void Unreadable(ILogger logger, string topic, long offset, string reason);

    [LoggerMessage(67, LogLevel.Error, "the cluster's bus failed and starts anew")]
    public static partial void Failed(ILogger logger, Exception cause);

    [LoggerMessage(68, LogLevel.Information, "{Address} is gone")]
    public static partial void Gone(ILogger logger, string address);
}
