using ActorPipeline.Status;

namespace ActorPipeline.Node.Serving;

/// <summary>A pipeline's counters as readers see them: <c>accepted = applied + late + dead_letter + duplicate</c>. <c>in</c> is <c>accepted</c>.</summary>
internal sealed record StatusDocument(
    string Pipeline,
    string State,
    string? Detail,
    long Source,
    long In,
    long Accepted,
    long Applied,
    long Late,
    long DeadLetter,
    long Duplicate,
    long Filtered,
    long Pending,
    string? Watermark,
    long ShardLag,
    IReadOnlyList<PartitionDocument> Partitions)
{
    public static StatusDocument Of(PipelineStatus status) => new(
        status.Pipeline,
        status.State,
        status.Detail,
        status.Source,
        status.Accepted,
        status.Accepted,
        status.Applied,
        status.Late,
        status.DeadLetter,
        status.Duplicate,
        status.Filtered,
        status.Pending,
        IsoTime.OrNull(status.WatermarkMs),
        status.ShardLag,
        [.. status.Partitions.Select(PartitionDocument.Of)]);
}

internal sealed record PartitionDocument(int Partition, long End, long Read, long Committed, long Lag, string? Watermark, bool Idle)
{
    public static PartitionDocument Of(PartitionStatus status) => new(
        status.Partition, status.End, status.Read, status.Committed, status.Lag, IsoTime.OrNull(status.WatermarkMs), status.Idle);
}
