namespace ActorPipeline.Status;

/// <summary>A pipeline's counters. <c>Accepted = Applied + Late + DeadLetter + Duplicate</c>, always; when nothing is pending,
/// <c>Accepted - Duplicate = Source</c>, where every offset of the source topic was a record that could be read.</summary>
/// <param name="State"><c>running</c>, <c>recovering</c> or <c>stalled</c>.</param>
/// <param name="Detail">Why it is stalled, what no node serves, or null.</param>
/// <param name="Source">Offsets that the source topic has given out: its records, those that are gone, and marks of transactions.</param>
/// <param name="Accepted">Deliveries of source records that reached the shards, re-deliveries included.</param>
/// <param name="Applied">Events counted (also those that no view's <c>where</c> takes).</param>
/// <param name="Late">Events that came after the allowed lateness.</param>
/// <param name="DeadLetter">Events that could not be decoded.</param>
/// <param name="Duplicate">Re-deliveries that were recognised and dropped.</param>
/// <param name="Filtered">Of the applied ones, those that no view takes.</param>
/// <param name="Pending">Source offsets not yet applied by every shard.</param>
/// <param name="WatermarkMs">The smallest shard watermark in unix milliseconds; null before the first event.</param>
/// <param name="ShardLag">Records of the shard log not yet applied, over all shards.</param>
public sealed record PipelineStatus(
    string Pipeline,
    string State,
    string? Detail,
    long Source,
    long Accepted,
    long Applied,
    long Late,
    long DeadLetter,
    long Duplicate,
    long Filtered,
    long Pending,
    long? WatermarkMs,
    IReadOnlyList<PartitionStatus> Partitions,
    long ShardLag);

/// <summary>A source partition.</summary>
/// <param name="End">Offset the next record will get.</param>
/// <param name="Read">Offset of the next record the intake will read.</param>
/// <param name="Committed">Offset below which all is durable in the shard log.</param>
/// <param name="Lag">Records between <paramref name="Committed"/> and <paramref name="End"/>.</param>
/// <param name="WatermarkMs">Its watermark in unix milliseconds; null before the first event.</param>
/// <param name="Idle">True while it does not hold the watermark back.</param>
public sealed record PartitionStatus(int Partition, long End, long Read, long Committed, long Lag, long? WatermarkMs, bool Idle);

/// <summary>A shard, on whichever node it is.</summary>
/// <param name="State"><c>recovering</c>, <c>running</c>, <c>stalled</c> or <c>fenced</c>.</param>
/// <param name="Waiting">What it waits for, or null.</param>
/// <param name="Offset">Offset of the next record of the shard log.</param>
/// <param name="Lag">Records of the shard log not yet applied.</param>
/// <param name="Entities">Entities whose state is in memory.</param>
/// <param name="Passivated">Entities whose state is in the snapshot store only.</param>
/// <param name="OpenPanes">Panes not yet dropped.</param>
/// <param name="WatermarkMs">The shard's watermark in unix milliseconds; null before the first event.</param>
/// <param name="Rows">Rows emitted since the shard was taken.</param>
/// <param name="Checkpoint">The last checkpoint, or null when there is none.</param>
public sealed record ShardStatus(
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
    long? WatermarkMs,
    long Rows,
    CheckpointStatus? Checkpoint)
{
    /// <summary>How long it took from being given to this node to having applied all that its log held then, in seconds; null before.</summary>
    public double? RecoveredInSeconds { get; init; }

    internal static ShardStatus Starting(string pipeline, int shard, string owner) =>
        new(pipeline, shard, owner, 0, "recovering", "starting", 0, 0, 0, 0, 0, null, 0, null);
}

/// <summary>A checkpoint.</summary>
/// <param name="Offset">Shard-log offset it covers: replay begins here.</param>
/// <param name="AtMs">When it was made, unix milliseconds.</param>
/// <param name="Bytes">Bytes of the chunks it wrote; null where an earlier owner of the shard made it.</param>
/// <param name="DurationMs">How long it took; null where an earlier owner of the shard made it.</param>
public sealed record CheckpointStatus(long Offset, long AtMs, long? Bytes, int Chunks, double? DurationMs);
