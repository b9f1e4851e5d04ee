using ActorPipeline.Batches;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Events.Decoding;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Pipelines;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>What the intake writes into the shard log for a workload, per shard.</summary>
internal static class ShardLog
{
    /// <summary>Runs the intake over a workload.</summary>
    public static List<byte[]>[] Make(PipelineDefinition pipeline, VisitWorkload workload, int batchEvents)
    {
        var partitions = pipeline.Source.Partitions;
        var options = new IntakeOptions(BatchEvents: batchEvents);
        var runs = Enumerable.Range(0, partitions)
            .Select(partition => new PartitionIntake(pipeline, EventDecoder.Create(pipeline.Source), partition, 1, new IntakePosition(0, long.MinValue), options))
            .ToArray();
        var writers = Enumerable.Range(0, pipeline.Shards).Select(_ => new ByteWriter()).ToArray();
        var log = Enumerable.Range(0, pipeline.Shards).Select(_ => new List<byte[]>()).ToArray();
        for (var i = 0; i < workload.Count; i++)
        {
            var run = runs[i / 512 % partitions];
            run.Add(new LogRecord(run.Position.NextOffset, 1_424_430_000_000, workload[i], default));
            if (run.BatchRecords == batchEvents)
            {
                End(run, run.WatermarkMs, writers, log);
            }
        }

        foreach (var run in runs)
        {
            End(run, run.LastWindowEndMs, writers, log);
        }

        return log;
    }

    private static void End(PartitionIntake run, long watermarkMs, ByteWriter[] writers, List<byte[]>[] log)
    {
        run.EndBatch(watermarkMs, isIdle: false, writers);
        for (var shard = 0; shard < writers.Length; shard++)
        {
            log[shard].Add(writers[shard].Written.ToArray());
            writers[shard].Clear();
        }
    }
}
