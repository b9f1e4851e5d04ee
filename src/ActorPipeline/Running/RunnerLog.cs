using ActorPipeline.Asking;
using ActorPipeline.Log;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Running;

internal static partial class RunnerLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Pipeline}: {Sink} does not take rows, trying again: {Reason}")]
    public static partial void RowsRefused(ILogger logger, string pipeline, string sink, string reason);

    [LoggerMessage(
        2, LogLevel.Information, "{Shard}: taken with epoch {Epoch}, replaying from offset {Offset}, {Chunks} chunks loaded", EventName = "Recovered")]
    public static partial void Recovered(ILogger logger, ShardId shard, long epoch, long offset, int chunks);

    [LoggerMessage(3, LogLevel.Warning, "{Shard}: the newest checkpoint cannot be used, going back to the one before it: {Reason}")]
    public static partial void CheckpointDamaged(ILogger logger, ShardId shard, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Shard}: another node has taken it with epoch {Epoch}; this one stops writing", EventName = "Fenced")]
    public static partial void Fenced(ILogger logger, ShardId shard, long epoch);

    [LoggerMessage(5, LogLevel.Warning, "{Shard}: checkpoint failed, trying again: {Reason}")]
    public static partial void CheckpointFailed(ILogger logger, ShardId shard, string reason);

    [LoggerMessage(6, LogLevel.Debug, "{Shard}: checkpoint at offset {Offset}, {Bytes} bytes in {Chunks} chunks")]
    public static partial void CheckpointMade(ILogger logger, ShardId shard, long offset, long bytes, int chunks);

    [LoggerMessage(7, LogLevel.Error, "{Partition} stopped, starting again: {Reason}", EventName = "Stopped")]
    public static partial void Stopped(ILogger logger, Exception? exception, PlacedPartition partition, string reason);

    [LoggerMessage(8, LogLevel.Warning, "{Shard}: chunks or log records that no checkpoint needs could not be dropped yet: {Reason}")]
    public static partial void DropFailed(ILogger logger, ShardId shard, string reason);

    [LoggerMessage(9, LogLevel.Information, "{Source}: taken, reading from offset {Offset}", EventName = "IntakeBegun")]
    public static partial void IntakeBegun(ILogger logger, TopicPartition source, long offset);

    [LoggerMessage(
        10,
        LogLevel.Warning,
        "{Shard}: the window of {View} from {Start:u} ends at {End:u} by the time zone data of one node, at {OtherEnd:u} by another's; give all nodes the same",
        EventName = "WindowDisputed")]
    public static partial void WindowDisputed(ILogger logger, ShardId shard, string view, DateTimeOffset start, DateTimeOffset end, DateTimeOffset otherEnd);

    [LoggerMessage(11, LogLevel.Warning, "{Source}: {Timeliness}", EventName = "Untimely")]
    public static partial void Untimely(ILogger logger, TopicPartition source, Timeliness timeliness);

    [LoggerMessage(12, LogLevel.Information, "{Shard}: given up at offset {Offset}", EventName = "GivenUp")]
    public static partial void GivenUp(ILogger logger, ShardId shard, long offset);

    [LoggerMessage(13, LogLevel.Information, "{Source}: taken into the lake with epoch {Epoch}, reading from offset {Offset}", EventName = "LakeBegun")]
    public static partial void LakeBegun(ILogger logger, TopicPartition source, long epoch, long offset);

    [LoggerMessage(14, LogLevel.Debug, "{Source}: offsets {From} to {To} are in the lake, {Rows} events in {Files} files")]
    public static partial void LakeCommitted(ILogger logger, TopicPartition source, long from, long to, long rows, int files);

    [LoggerMessage(15, LogLevel.Warning, "{Source}: another node has taken it into the lake since epoch {Epoch}; this one stops writing")]
    public static partial void LakeFenced(ILogger logger, TopicPartition source, long epoch);

    [LoggerMessage(16, LogLevel.Information, "{Pipeline}: its jobs are run here, epoch {Epoch}", EventName = "BatchBegun")]
    public static partial void BatchBegun(ILogger logger, string pipeline, long epoch);

    [LoggerMessage(17, LogLevel.Warning, "{Pipeline}: another node runs its jobs since epoch {Epoch}; this one stops")]
    public static partial void BatchFenced(ILogger logger, string pipeline, long epoch);

    [LoggerMessage(18, LogLevel.Warning, "{Pipeline}: job {Job} was under way on {Node} and is begun again")]
    public static partial void JobLost(ILogger logger, string pipeline, string job, string node);

    [LoggerMessage(19, LogLevel.Warning, "{Pipeline}: job {Job} failed, and is tried again after a while: {Reason}")]
    public static partial void JobFailed(ILogger logger, string pipeline, string job, string reason);

    [LoggerMessage(40, LogLevel.Warning, "{Pipeline}: not everything was written in the time given ({Reason}); the next start replays the rest")]
    public static partial void StoppedInHaste(ILogger logger, string pipeline, string reason);
}
