using ActorPipeline.Log;

namespace ActorPipeline.Shards;

/// <summary>Something read from the shard log.</summary>
/// <param name="Reader">Who read it: an earlier run's is ignored.</param>
/// <param name="Batch">What.</param>
internal sealed record ShardRecordsRead(ILogReader Reader, LogBatch Batch);

/// <summary>It is time for a checkpoint.</summary>
internal sealed record CheckpointDue
{
    public static CheckpointDue Instance { get; } = new();
}
