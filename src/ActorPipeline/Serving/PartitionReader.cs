using ActorPipeline.Checkpoints;
using ActorPipeline.Running;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;

namespace ActorPipeline.Serving;

/// <summary>What is known of a pipeline's shards and source partitions, on whichever node they are: what the actors here show, what other nodes report,
/// and for shards of which nobody tells their last checkpoint. Safe to use from any thread.</summary>
internal sealed class PartitionReader(PipelineContext context)
{
    private const string Recovering = "recovering";

    /// <summary>The state of a shard but for the lag, and its counters.</summary>
    /// <returns>Null for one that this node does not serve, where the node is alone.</returns>
    public async ValueTask<ShardReport?> ShardAsync(int shard, CancellationToken cancellationToken)
    {
        var here = context.Board.Shard(shard);
        var seen = context.Reports.Shard(context.Pipeline.Name, shard);
        if (here is null && seen is null)
        {
            return context.Reports.IsAlone ? null : await StoredAsync(shard, cancellationToken);
        }

        // Another node that has taken it has a higher epoch, whatever this one still shows.
        var isElsewhere = here is null || (seen is { IsServed: true } && seen.Report.Status.Epoch > here.Status.Epoch);
        var report = isElsewhere ? seen!.IsServed ? seen.Report : Unserved(seen) : here!;
        if (report.Status.State != Recovering || report.Counters.Accepted > 0)
        {
            return report;
        }

        var known = seen is { Report.Counters.Accepted: > 0 } ? seen.Report : await StoredAsync(shard, cancellationToken);
        return report with { Counters = known.Counters };
    }

    /// <summary>The state of an intake; null when nobody shows any.</summary>
    public IntakeReport? Intake(int partition)
    {
        if (context.Board.Intake(partition) is { } here)
        {
            return here;
        }

        return context.Reports.Intake(context.Pipeline.Name, partition) is { } seen
            ? seen.Report with { Trouble = seen.IsServed && seen.Report.Trouble is { } trouble ? $"{seen.Owner}: {trouble}" : null }
            : null;
    }

    /// <summary>The parts of the pipeline that no node serves, each by its name; none for a node that is alone.</summary>
    public IReadOnlyList<string> ServedByNobody()
    {
        if (context.Reports.IsAlone)
        {
            return [];
        }

        var name = context.Pipeline.Name;
        var shards = Enumerable.Range(0, context.Pipeline.Shards)
            .Where(shard => context.Board.Shard(shard) is null && context.Reports.Shard(name, shard) is not { IsServed: true });
        var intakes = Enumerable.Range(0, context.Source.Partitions)
            .Where(partition => context.Board.Intake(partition) is null && context.Reports.Intake(name, partition) is not { IsServed: true });
        return [.. intakes.Select(partition => $"source partition {partition}"), .. shards.Select(shard => $"shard {shard}")];
    }

    private static ShardReport Unserved(ShardSeen seen) => seen.Report with
    {
        Status = seen.Report.Status with { State = Recovering, Waiting = $"no node serves it; {seen.Owner} was the last to" },
    };

    private async ValueTask<ShardReport> StoredAsync(int shard, CancellationToken cancellationToken)
    {
        var pointer = await context.Stores.Snapshots.ReadPointerAsync(new ShardId(context.Pipeline.Name, shard), cancellationToken);
        var starting = ShardStatus.Starting(context.Pipeline.Name, shard, EngineOptions.NodeOf(pointer.Owner));
        var status = starting with { Epoch = pointer.Epoch, Waiting = "no node serves it" };
        if (pointer.Current.IsEmpty)
        {
            return new ShardReport(status, new ShardCounters());
        }

        try
        {
            var manifest = ManifestCodec.Read(pointer.Current.Span);
            long? watermark = manifest.WatermarkMs == long.MinValue ? null : manifest.WatermarkMs;
            var checkpoint = new CheckpointStatus(manifest.NextOffset, manifest.AtMs, null, manifest.Chunks.Count(), null);
            var stored = status with { Offset = manifest.NextOffset, WatermarkMs = watermark, Checkpoint = checkpoint };
            return new ShardReport(stored, manifest.Counters, PartitionState.SumThrough([.. manifest.Partitions]));
        }
        catch (FormatException damaged)
        {
            return new ShardReport(status with { Waiting = $"no node serves it; its newest checkpoint is damaged: {damaged.Message}" }, new ShardCounters());
        }
    }
}
