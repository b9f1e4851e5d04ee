using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Views;
using ActorPipeline.Windows;

namespace ActorPipeline.Shards;

/// <summary>The whole state of a shard: a pure function of the prefix of the shard log that it has read.</summary>
/// <remarks>No clock, no randomness, no I/O: live run, recovery and simulation use the same <see cref="Apply"/>. One thread at a time.</remarks>
/// <param name="hash">What tables are hashed by; no row depends on it.</param>
internal sealed class ShardState(PipelineDefinition pipeline, int shard, int sourcePartitions, ShardOptions options, TableHash hash)
{
    private readonly PartitionState[] _partitions = [.. Enumerable.Repeat(PartitionState.Unseen, sourcePartitions)];

    public int Shard { get; } = shard;

    /// <summary>Offset in the shard log of the next record.</summary>
    public long NextOffset { get; private set; }

    /// <summary>The shard's watermark, unix milliseconds; <see cref="long.MinValue"/> before every partition has been heard of.</summary>
    public long WatermarkMs { get; private set; } = long.MinValue;

    public ReadOnlySpan<PartitionState> Partitions => _partitions;

    public IReadOnlyList<ViewState> Views { get; } = [.. pipeline.Views.Select(view => new ViewState(pipeline, view, shard, options, hash))];
    public ShardCounters Counters { get; private set; } = new();

    /// <summary>The passivated segments that must be revived before a batch is applied.</summary>
    public IReadOnlyList<(ViewState View, Segment Segment)> Needs(EventBatch batch)
    {
        var watermark = Math.Max(WatermarkMs, Watermark(batch.Partition, Moved(batch)));
        return [.. Views.SelectMany(view => view.Passivated(watermark).Select(segment => (view, segment)))];
    }

    /// <summary>Applies the record at <see cref="NextOffset"/>.</summary>
    /// <param name="batch">The record; duplicates are taken out of its counts.</param>
    /// <param name="rows">Where rows of closed and corrected windows go.</param>
    /// <exception cref="SourceGapException">The record begins after what has been applied of its partition: something is missing in between.</exception>
    public void Apply(EventBatch batch, List<RowBatch> rows)
    {
        var before = _partitions[batch.Partition];
        NextOffset++;
        if (batch.SourceEpoch < before.Epoch)
        {
            return;
        }

        var through = batch.SourceEpoch > before.Epoch ? batch.Base : before.Through;
        if (batch.Base > through)
        {
            throw new SourceGapException(Shard, batch.Partition, through, batch.Base);
        }

        for (var i = 0; i < Views.Count; i++)
        {
            Views[i].Apply(batch, batch.Sections[i], through, WatermarkMs, Counters);
        }

        CountOutcomes(batch, (int)Math.Min(int.MaxValue, through - batch.Base));
        _partitions[batch.Partition] = Moved(batch);
        WatermarkMs = Math.Max(WatermarkMs, Watermark(batch.Partition, _partitions[batch.Partition]));

        var rowsBefore = rows.Count;
        foreach (var view in Views)
        {
            view.Advance(WatermarkMs, rows);
        }

        Counters.Rows += rows.Skip(rowsBefore).Sum(batchOfRows => (long)batchOfRows.Count);
    }

    public void Restore(long nextOffset, long watermarkMs, ReadOnlySpan<PartitionState> partitions, ShardCounters counters)
    {
        NextOffset = nextOffset;
        WatermarkMs = watermarkMs;
        partitions.CopyTo(_partitions);
        Counters = counters;
    }

    private PartitionState Moved(EventBatch batch)
    {
        // News is what goes further, or a mere marker at the point reached; a repeat of events that ends there is not.
        var before = _partitions[batch.Partition];
        var isMarker = batch.Through == before.Through && batch.Base == batch.Through;
        var isNews = batch.SourceEpoch > before.Epoch || (batch.SourceEpoch == before.Epoch && (batch.Through > before.Through || isMarker));
        if (isNews)
        {
            return new PartitionState(batch.SourceEpoch, batch.Through, Math.Max(before.WatermarkMs, batch.WatermarkMs), batch.IsIdle);
        }

        // A marker below that point comes from an intake that does not know how far others had come, or speaks for one: its position is old,
        // that it is awake is not.
        return before with { IsIdle = before.IsIdle && !IsAwake(batch, before) };
    }

    private static bool IsAwake(EventBatch batch, PartitionState before) =>
        !batch.IsIdle && batch.SourceEpoch == before.Epoch && batch.Base == batch.Through;

    // The smallest watermark of the partitions that are not idle; with all idle, the largest: nothing is under way anywhere.
    private long Watermark(int changed, PartitionState state)
    {
        var smallest = long.MaxValue;
        var largest = long.MinValue;
        for (var i = 0; i < _partitions.Length; i++)
        {
            var partition = i == changed ? state : _partitions[i];
            largest = Math.Max(largest, partition.WatermarkMs);
            smallest = partition.IsIdle ? smallest : Math.Min(smallest, partition.WatermarkMs);
        }

        return smallest == long.MaxValue ? largest : smallest;
    }

    private void CountOutcomes(EventBatch batch, int fresh)
    {
        var dead = Fresh(batch.DeadLetters, fresh);
        var late = Fresh(batch.Late, fresh);
        var filtered = Fresh(batch.Filtered, fresh);
        var all = batch.DeadLetters.Count + batch.Late.Count + batch.Filtered.Count;
        Counters.Accepted += all;
        Counters.DeadLetter += dead;
        Counters.Late += late;
        Counters.Filtered += filtered;
        Counters.Applied += filtered;
        Counters.Duplicate += all - dead - late - filtered;
    }

    private static int Fresh(Buffer<int> offsets, int fresh)
    {
        var count = 0;
        foreach (var offset in offsets.Span)
        {
            count += offset >= fresh ? 1 : 0;
        }

        return count;
    }
}
