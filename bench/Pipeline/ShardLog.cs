using ActorPipeline.Batches;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>What the intake writes into the shard log for a workload, per shard.</summary>
internal static class ShardLog
{
    private static readonly TableHash Hash = new(new Random(1));

    /// <summary>Runs the intake over a workload.</summary>
    public static List<byte[]>[] Make(PipelineDefinition pipeline, VisitWorkload workload, int batchEvents)
    {
        var partitions = pipeline.Source.Partitions;
        var options = new IntakeOptions(BatchEvents: batchEvents);
        var runs = Enumerable.Range(0, partitions)
            .Select(partition => new IntakeState(pipeline, EventDecoder.Create(pipeline.Source), partition, 1, new IntakePosition(0, EventClock.None), options, Hash))
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

    /// <summary>Applies the log of every shard and shows the rows to whoever wants them.</summary>
    public static void Apply(PipelineDefinition pipeline, List<byte[]>[] log, Action<RowBatch>? see = null)
    {
        var batch = new EventBatch(pipeline.Views);
        var rows = new List<RowBatch>();
        for (var shard = 0; shard < log.Length; shard++)
        {
            var state = new ShardState(pipeline, shard, pipeline.Source.Partitions, new ShardOptions(), Hash);
            foreach (var record in log[shard])
            {
                EventBatchCodec.Read(record, batch);
                state.Apply(batch, rows);
                if (see is not null)
                {
                    rows.ForEach(see);
                }

                rows.Clear();
            }
        }
    }

    private static void End(IntakeState run, long watermarkMs, ByteWriter[] writers, List<byte[]>[] log)
    {
        run.EndBatch(watermarkMs, isIdle: false, writers);
        for (var shard = 0; shard < writers.Length; shard++)
        {
            log[shard].Add(writers[shard].Written.ToArray());
            writers[shard].Clear();
        }
    }
}
