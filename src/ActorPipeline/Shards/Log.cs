using Microsoft.Extensions.Logging;

namespace ActorPipeline.Shards;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Pipeline}: {Place} does not take rows, trying again: {Reason}")]
    public static partial void RowsRefused(ILogger logger, string pipeline, string place, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Shard}: taken with epoch {Epoch}, replaying from offset {Offset}, {Chunks} chunks loaded")]
    public static partial void Recovered(ILogger logger, Store.ShardId shard, long epoch, long offset, int chunks);

    [LoggerMessage(3, LogLevel.Warning, "{Shard}: the newest checkpoint cannot be used, going back to the one before it: {Reason}")]
    public static partial void CheckpointDamaged(ILogger logger, Store.ShardId shard, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Shard}: another node has taken it with epoch {Epoch}; this one stops writing")]
    public static partial void Fenced(ILogger logger, Store.ShardId shard, long epoch);

    [LoggerMessage(5, LogLevel.Warning, "{Shard}: checkpoint failed, trying again: {Reason}")]
    public static partial void CheckpointFailed(ILogger logger, Store.ShardId shard, string reason);

    [LoggerMessage(6, LogLevel.Debug, "{Shard}: checkpoint at offset {Offset}, {Bytes} bytes in {Chunks} chunks")]
    public static partial void CheckpointMade(ILogger logger, Store.ShardId shard, long offset, long bytes, int chunks);

    [LoggerMessage(8, LogLevel.Warning, "{Shard}: the checkpoint is made, but what it replaces could not be dropped yet: {Reason}")]
    public static partial void DropFailed(ILogger logger, Store.ShardId shard, string reason);

    [LoggerMessage(7, LogLevel.Error, "{Shard}: stopped: {Reason}")]
    public static partial void Stopped(ILogger logger, Store.ShardId shard, string reason);
}
