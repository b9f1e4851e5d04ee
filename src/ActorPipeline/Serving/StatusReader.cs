using ActorPipeline.Log;
using ActorPipeline.Runtime;
using ActorPipeline.Shards;

namespace ActorPipeline.Serving;

/// <summary>Puts together what the actors of a pipeline show and what its topics hold. Safe to use from any thread.</summary>
/// <param name="context">The pipeline's surroundings.</param>
internal sealed class StatusReader(PipelineContext context)
{
    /// <summary>Reads a pipeline's counters.</summary>
    public async ValueTask<PipelineStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var shards = await ReadShardsAsync(cancellationToken);
        var counters = Enumerable.Range(0, context.Pipeline.Shards).Select(shard => context.Board.Shard(shard)?.Counters ?? new ShardCounters()).ToList();
        var partitions = await ReadPartitionsAsync(cancellationToken);
        var source = partitions.Sum(partition => partition.Records);
        var accepted = counters.Sum(counter => counter.Accepted);
        var duplicate = counters.Sum(counter => counter.Duplicate);
        var (state, detail) = StateOf(shards);
        return new PipelineStatus(
            context.Pipeline.Name,
            state,
            detail,
            source,
            accepted,
            counters.Sum(counter => counter.Applied),
            counters.Sum(counter => counter.Late),
            counters.Sum(counter => counter.DeadLetter),
            duplicate,
            counters.Sum(counter => counter.Filtered),
            Math.Max(0, source - (accepted - duplicate)),
            shards.Any(shard => shard.WatermarkMs is null) ? null : shards.Min(shard => shard.WatermarkMs),
            [.. partitions.Select(partition => partition.Status)],
            shards.Sum(shard => shard.Lag));
    }

    /// <summary>Reads the state of every shard.</summary>
    public async ValueTask<IReadOnlyList<ShardStatus>> ReadShardsAsync(CancellationToken cancellationToken)
    {
        var shards = new List<ShardStatus>();
        for (var shard = 0; shard < context.Pipeline.Shards; shard++)
        {
            if (context.Board.Shard(shard) is { } report)
            {
                var range = await context.Log.RangeAsync(new TopicPartition(context.Pipeline.ShardTopic, shard), cancellationToken);
                shards.Add(report.Status with { Lag = Math.Max(0, range.End - report.Status.Offset) });
            }
        }

        return shards;
    }

    private async Task<List<(PartitionStatus Status, long Records)>> ReadPartitionsAsync(CancellationToken cancellationToken)
    {
        var partitions = new List<(PartitionStatus, long)>();
        for (var partition = 0; partition < context.Source.Partitions; partition++)
        {
            var range = await context.Log.RangeAsync(new TopicPartition(context.Source.Name, partition), cancellationToken);
            var report = context.Board.Intake(partition) ?? new IntakeReport(0, 0, long.MinValue, false, null);
            long? watermark = report.WatermarkMs == long.MinValue ? null : report.WatermarkMs;
            var status = new PartitionStatus(
                partition, range.End, report.Read, report.Committed, Math.Max(0, range.End - report.Committed), watermark, report.IsIdle);
            partitions.Add((status, range.End));
        }

        return partitions;
    }

    private (string State, string? Detail) StateOf(IReadOnlyList<ShardStatus> shards)
    {
        var trouble = Enumerable.Range(0, context.Source.Partitions).Select(partition => context.Board.Intake(partition)?.Trouble).FirstOrDefault(text => text is not null)
            ?? shards.FirstOrDefault(shard => shard.State is "stalled" or "fenced")?.Waiting
            ?? shards.FirstOrDefault(shard => shard.State == "running" && shard.Waiting is not null)?.Waiting;
        if (trouble is not null)
        {
            return ("stalled", trouble);
        }

        return shards.Any(shard => shard.State == "recovering") ? ("recovering", null) : ("running", null);
    }
}
