using ActorPipeline.Node.Serving;
using ActorPipeline.Status;

namespace ActorPipeline.Node.Operators;

/// <summary>A shard as operators see it.</summary>
internal sealed record ShardDocument(
    string Pipeline,
    int Shard,
    string Owner,
    long Epoch,
    string State,
    string? Waiting,
    long Offset,
    long Lag,
    long Entities,
    long Passivated,
    int OpenPanes,
    string? Watermark,
    long Rows,
    CheckpointDocument? Checkpoint,
    double? RecoveredInSeconds)
{
    public static ShardDocument Of(ShardStatus shard) => new(
        shard.Pipeline,
        shard.Shard,
        shard.Owner,
        shard.Epoch,
        shard.State,
        shard.Waiting,
        shard.Offset,
        shard.Lag,
        shard.Entities,
        shard.Passivated,
        shard.OpenPanes,
        IsoTime.OrNull(shard.WatermarkMs),
        shard.Rows,
        shard.Checkpoint is { } checkpoint
            ? new CheckpointDocument(checkpoint.Offset, IsoTime.Of(checkpoint.AtMs), checkpoint.Bytes, checkpoint.Chunks, checkpoint.DurationMs)
            : null,
        shard.RecoveredInSeconds);
}

/// <summary>A shard's last checkpoint; <c>bytes</c> and <c>duration_ms</c> are null where an earlier owner of the shard made it.</summary>
internal sealed record CheckpointDocument(long Offset, string At, long? Bytes, int Chunks, double? DurationMs);
