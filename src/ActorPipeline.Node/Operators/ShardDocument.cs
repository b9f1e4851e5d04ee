using ActorPipeline.Emission;
using ActorPipeline.Status;

namespace ActorPipeline.Node.Operators;

/// <summary>A shard as operators see it; its checkpoint's <c>bytes</c> and <c>duration_ms</c> are null where an earlier owner of the shard made it.</summary>
internal static class ShardDocument
{
    public static object Of(ShardStatus shard) => new
    {
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
        Watermark = IsoText.OrNull(shard.WatermarkMs),
        shard.Rows,
        Checkpoint = shard.Checkpoint is { } made ? new { made.Offset, At = IsoText.Of(made.AtMs), made.Bytes, made.Chunks, made.DurationMs } : null,
        shard.RecoveredInSeconds,
    };
}
