using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kernel;

public sealed partial class DeadLetterOffice
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letter: {MessageType} from {Sender} to {Recipient}: {Reason} ({Count} so far)")]
    private partial void LogDeadLetter(Type messageType, ActorPath? sender, ActorPath recipient, DeadLetterReason reason, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber to dead letters failed")]
    private partial void LogSubscriberFailed(Exception exception);
}
