using ActorPipeline.Emission;
using ActorPipeline.Status;

namespace ActorPipeline.Node.Serving;

/// <summary>A pipeline's counters as readers see them: <c>accepted = applied + late + dead_letter + duplicate</c>. <c>in</c> is <c>accepted</c>.</summary>
internal static class StatusDocument
{
    public static object Of(PipelineStatus status) => new
    {
        status.Pipeline,
        status.State,
        status.Detail,
        status.Source,
        In = status.Accepted,
        status.Accepted,
        status.Applied,
        status.Late,
        status.DeadLetter,
        status.Duplicate,
        status.Filtered,
        status.Pending,
        Watermark = IsoText.OrNull(status.WatermarkMs),
        status.ShardLag,
        Partitions = status.Partitions.Select(one =>
            new { one.Partition, one.End, one.Read, one.Committed, one.Lag, Watermark = IsoText.OrNull(one.WatermarkMs), one.Idle }),
    };
}
