using ActorPipeline.Definitions;
using ActorPipeline.EventLake;

namespace ActorPipeline.Jobs;

/// <summary>What is done for a pipeline's events in the lake.</summary>
public static class LakeJobs
{
    /// <summary>The jobs of a pipeline.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="compact">When small files are merged.</param>
    /// <param name="merges">Which ones are.</param>
    /// <param name="drop">When events are deleted that are older than the pipeline keeps them.</param>
    public static IReadOnlyList<BatchJob> Of(PipelineDefinition pipeline, IEventLake lake, JobSchedule compact, LakeMergeOptions merges, JobSchedule drop)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(lake);
        var compaction = new BatchJob("compact", compact, async (context, cancellationToken) =>
            ResultOf(await lake.MergeAsync(pipeline.Name, context.Epoch, merges, context.Progress, cancellationToken)));
        if (pipeline.LakeKeep == TimeSpan.Zero)
        {
            return [compaction];
        }

        var retention = new BatchJob("drop-old", drop, async (context, cancellationToken) =>
        {
            var oldestMs = context.NowMs - (long)pipeline.LakeKeep.TotalMilliseconds;
            return ResultOf(await lake.DropBeforeAsync(pipeline.Name, LakeHour.Of(Math.Max(0, oldestMs)), cancellationToken));
        });
        return [compaction, retention];
    }

    private static JobResult ResultOf(LakeWork work) => new(work.Rows, work.Bytes);
}
