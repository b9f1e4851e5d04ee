using System.Text;
using ActorPipeline.BatchViews;
using ActorPipeline.Status;

namespace ActorPipeline.Node.Operators;

/// <summary>What the pipelines' own status says, as metrics.</summary>
internal static class PipelineMetrics
{
    private static readonly (string Name, string Type, string Help, Func<PipelineStatus, double?> Value)[] PerPipeline =
    [
        ("accepted_total", "counter", "Deliveries of source records that reached the shards", status => status.Accepted),
        ("applied_total", "counter", "Events counted", status => status.Applied),
        ("late_total", "counter", "Events after the allowed lateness", status => status.Late),
        ("dead_letter_total", "counter", "Events that could not be decoded", status => status.DeadLetter),
        ("duplicate_total", "counter", "Re-deliveries dropped", status => status.Duplicate),
        ("filtered_total", "counter", "Applied events that no view takes", status => status.Filtered),
        ("pending", "gauge", "Source records not yet applied", status => status.Pending),
        ("shard_lag", "gauge", "Shard-log records not yet applied", status => status.ShardLag),
        ("up", "gauge", "1 while the pipeline runs", status => status.State == "running" ? 1 : 0),
        ("watermark_seconds", "gauge", "Watermark in unix seconds", status => status.WatermarkMs / 1000.0),
    ];

    private static readonly (string Name, string Help, Func<ShardStatus, double> Value)[] PerShard =
    [
        ("entities", "Entities in memory", shard => shard.Entities),
        ("passivated", "Entities in the snapshot store only", shard => shard.Passivated),
        ("open_panes", "Panes not yet dropped", shard => shard.OpenPanes),
        ("lag", "Shard-log records not yet applied", shard => shard.Lag),
        ("checkpoint_offset", "Shard-log offset of the last checkpoint", shard => shard.Checkpoint?.Offset ?? 0),
    ];

    private static readonly (string Name, string Help, Func<RowDrift, double> Value)[] PerView =
    [
        ("compared_rows", "Rows of batch and shards that were compared", rows => rows.Compared),
        ("drift_rows", "Of the rows compared, those that only one of both has or that differ", rows => rows.Rows),
    ];

    public static void Write(StringBuilder text, IReadOnlyList<PipelineStatus> pipelines, IReadOnlyList<ShardStatus> shards)
    {
        foreach (var (name, type, help, value) in PerPipeline)
        {
            MetricText.Head(text, $"actorpipeline_pipeline_{name}", type, help);
            foreach (var status in pipelines)
            {
                if (value(status) is { } number)
                {
                    MetricText.Sample(text, $"actorpipeline_pipeline_{name}", MetricText.Label("pipeline", status.Pipeline), number);
                }
            }
        }

        MetricText.Head(text, "actorpipeline_source_lag", "gauge", "Source records not yet durable in the shard log");
        foreach (var (status, partition) in pipelines.SelectMany(status => status.Partitions.Select(partition => (status, partition))))
        {
            MetricText.Sample(text, "actorpipeline_source_lag", Labels(status.Pipeline, "partition", partition.Partition), partition.Lag);
        }

        foreach (var (name, help, value) in PerShard)
        {
            MetricText.Head(text, $"actorpipeline_shard_{name}", "gauge", help);
            foreach (var shard in shards)
            {
                MetricText.Sample(text, $"actorpipeline_shard_{name}", Labels(shard.Pipeline, "shard", shard.Shard), value(shard));
            }
        }
    }

    public static void Write(StringBuilder text, IReadOnlyList<(string Pipeline, ViewDrift View)> drift)
    {
        foreach (var (name, help, value) in PerView)
        {
            MetricText.Head(text, $"actorpipeline_batch_{name}", "gauge", help);
            foreach (var (pipeline, view) in drift)
            {
                var labels = $"{MetricText.Label("pipeline", pipeline)},{MetricText.Label("view", view.View)}";
                MetricText.Sample(text, $"actorpipeline_batch_{name}", labels, value(view.Rows));
            }
        }
    }

    private static string Labels(string pipeline, string name, int value) => $"{MetricText.Label("pipeline", pipeline)},{MetricText.Label(name, $"{value}")}";
}
