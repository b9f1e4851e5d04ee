using ActorPipeline.Log;
using ActorPipeline.Runtime;
using ActorPipeline.Views;

namespace ActorPipeline.Shards;

/// <summary>Asks a shard to answer when the shard log below an offset has been applied and its rows are durable.</summary>
/// <param name="Offset">The offset.</param>
internal sealed record AwaitApplied(long Offset) : IQuestion;

/// <summary>Asks a shard for the rows of windows that still count; the answer is a list of <see cref="RowBatch"/>.</summary>
/// <param name="Query">Which rows.</param>
internal sealed record GetOpenRows(RowQuery Query) : IQuestion;

/// <summary>Asks a shard to make a checkpoint of what it has applied, and to answer when it is made.</summary>
internal sealed record MakeCheckpoint : IQuestion;

/// <summary>Something read from the shard log.</summary>
/// <param name="Reader">Who read it: an earlier run's is ignored.</param>
/// <param name="Batch">What.</param>
internal sealed record ShardRecordsRead(ILogReader Reader, LogBatch Batch);

/// <summary>It is time for a checkpoint.</summary>
internal sealed record CheckpointDue
{
    public static CheckpointDue Instance { get; } = new();
}
