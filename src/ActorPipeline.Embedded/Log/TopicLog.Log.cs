using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded.Log;

internal sealed partial class TopicLog
{
    [LoggerMessage(1, LogLevel.Error, "Writing to topic {Topic} failed, its writers are broken; the log is opened again shortly: {Reason}")]
    private partial void WritingFailed(string topic, string reason);

    [LoggerMessage(2, LogLevel.Information, "Topic {Topic} is open for writing again")]
    private partial void Reopened(string topic);

    [LoggerMessage(3, LogLevel.Warning, "Topic {Topic} could not be opened again, next try later: {Reason}")]
    private partial void ReopeningFailed(string topic, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The index of topic {Topic} could not be stored, the next start scans more of the log: {Reason}")]
    private partial void IndexNotStored(string topic, string reason);
}
