using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded;

public sealed partial class EmbeddedEventLog
{
    [LoggerMessage(5, LogLevel.Error, "{Reason}")]
    private partial void FilesLost(string reason);

    [LoggerMessage(6, LogLevel.Warning, "The positions of the log could not be written to the folder's manifest: {Reason}")]
    private partial void PositionsNotStored(string reason);

    [LoggerMessage(7, LogLevel.Warning, "The data folder is open to others: {Reason}; run chmod 700 on it, or use a folder of its own")]
    private partial void FolderOpenToOthers(string reason);
}
