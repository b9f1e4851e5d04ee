using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Status;
using ActorPipeline.Storage;

namespace ActorPipeline.Serving;

/// <summary>Puts together what the actors of a pipeline show, on whichever node they are, and what its topics hold. Safe to use from any thread.</summary>
internal sealed class StatusReader(PipelineContext context)
{
    private readonly PartitionReader _partitions = new(context);

    public async ValueTask<PipelineStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var reports = await ReadReportsAsync(cancellationToken);
        var shards = await WithLagAsync(reports, cancellationToken);
        var counters = reports.Select(report => report.Counters).ToList();
        var partitions = await ReadPartitionsAsync(cancellationToken);
        var source = partitions.Sum(partition => partition.Range.End);
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
            Pending(reports, source, partitions.Sum(partition => partition.Range.Start)),
            shards.Any(shard => shard.WatermarkMs is null) ? null : shards.Min(shard => shard.WatermarkMs),
            [.. partitions.Select(partition => partition.Status)],
            shards.Sum(shard => shard.Lag));
    }

    public async ValueTask<IReadOnlyList<ShardStatus>> ReadShardsAsync(CancellationToken cancellationToken) =>
        await WithLagAsync(await ReadReportsAsync(cancellationToken), cancellationToken);

    /// <summary>What keeps this node from doing its part, or null.</summary>
    public string? TroubleHere() =>
        TroubleOf(context.Board.Intake, Enumerable.Range(0, context.Pipeline.Shards).Select(shard => context.Board.Shard(shard)?.Status).OfType<ShardStatus>());

    /// <summary>What keeps this node from writing the lake, or its jobs from succeeding; or null.</summary>
    public string? LakeTroubleHere() =>
        Enumerable.Range(0, context.Source.Partitions).Select(partition => context.Board.Lake(partition)?.Trouble).OfType<string>().FirstOrDefault()
        ?? context.Board.Batch()?.Trouble;

    private async ValueTask<List<ShardReport>> ReadReportsAsync(CancellationToken cancellationToken)
    {
        var reports = new List<ShardReport>();
        for (var shard = 0; shard < context.Pipeline.Shards; shard++)
        {
            if (await _partitions.ShardAsync(shard, cancellationToken) is { } report)
            {
                reports.Add(report);
            }
        }

        return reports;
    }

    private async ValueTask<IReadOnlyList<ShardStatus>> WithLagAsync(IReadOnlyList<ShardReport> reports, CancellationToken cancellationToken)
    {
        var shards = new List<ShardStatus>();
        foreach (var status in reports.Select(report => report.Status))
        {
            var range = await context.Log.RangeAsync(new TopicPartition(context.Pipeline.ShardTopic, status.Shard), cancellationToken);
            shards.Add(status with { Lag = Math.Max(0, range.End - status.Offset) });
        }

        return shards;
    }

    // By the shard that is furthest behind. By offsets, not by what was counted: some hold no record, and the oldest may be gone.
    private static long Pending(List<ShardReport> reports, long end, long start)
    {
        var through = reports.Count == 0 ? 0 : reports.Min(report => report.Through);
        return Math.Clamp(end - through, 0, end - start);
    }

    private async Task<List<(PartitionStatus Status, OffsetRange Range)>> ReadPartitionsAsync(CancellationToken cancellationToken)
    {
        var partitions = new List<(PartitionStatus, OffsetRange)>();
        for (var partition = 0; partition < context.Source.Partitions; partition++)
        {
            var range = await context.Log.RangeAsync(new TopicPartition(context.Source.Name, partition), cancellationToken);
            var report = _partitions.Intake(partition) ?? new IntakeReport(0, 0, long.MinValue, false, null);
            long? watermark = report.WatermarkMs == long.MinValue ? null : report.WatermarkMs;
            var status = new PartitionStatus(
                partition, range.End, report.Read, report.Committed, Math.Max(0, range.End - report.Committed), watermark, report.IsIdle);
            partitions.Add((status, range));
        }

        return partitions;
    }

    private (string State, string? Detail) StateOf(IReadOnlyList<ShardStatus> shards)
    {
        if (TroubleOf(_partitions.Intake, shards) is { } trouble)
        {
            return ("stalled", trouble);
        }

        if (_partitions.ServedByNobody() is { Count: > 0 } parts)
        {
            return ("recovering", $"no node serves {string.Join(", ", parts)}");
        }

        return shards.Any(shard => shard.State == "recovering") ? ("recovering", null) : ("running", null);
    }

    private string? TroubleOf(Func<int, IntakeReport?> intakeOf, IEnumerable<ShardStatus> shards)
    {
        if (Enumerable.Range(0, context.Source.Partitions).Select(partition => intakeOf(partition)?.Trouble).OfType<string>().FirstOrDefault() is { } trouble)
        {
            return trouble;
        }

        // What is stalled or fenced comes first.
        var troubled = shards
            .Where(shard => shard is { State: "stalled" or "fenced" or "running", Waiting: not null })
            .MinBy(shard => shard.State == "running");
        if (troubled is not { Waiting: { } waiting })
        {
            return null;
        }

        // Not every failure knows whose it is.
        var name = $"{new ShardId(context.Pipeline.Name, troubled.Shard)}: ";
        return waiting.StartsWith(name, StringComparison.Ordinal) ? waiting : name + waiting;
    }
}
