using ActorPipeline.Definitions;

namespace ActorPipeline.Batches;

/// <summary>One record of the shard log: what one run of the intake says to one shard about a gapless range of one source partition.</summary>
/// <remarks>Every shard gets one for every range, even when it has no event there: so it knows of each partition how far it has come,
/// its watermark, and the smallest event time of every window. Reused; one thread at a time.</remarks>
internal sealed class EventBatch(IReadOnlyList<ViewDefinition> views)
{
    public int Partition { get; set; }
    public long SourceEpoch { get; set; }
    public long Base { get; set; }
    public long Through { get; set; }

    /// <summary>The partition's watermark after the range, unix milliseconds; <see cref="long.MinValue"/> before its first event.</summary>
    public long WatermarkMs { get; set; }

    /// <summary>Whether the partition no longer holds the watermark back.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Offsets (from the base) of events that could not be decoded; told to the partition's home shard only, as the next two.</summary>
    public Buffer<int> DeadLetters { get; } = new();

    /// <summary>Offsets of events that came after the allowed lateness of every view that would take them.</summary>
    public Buffer<int> Late { get; } = new();

    public Buffer<int> Filtered { get; } = new();

    /// <summary>The texts that units name: keys, breakdowns and values, each once.</summary>
    public TextList Texts { get; } = new();

    public BatchSection[] Sections { get; } = [.. views.Select(view => new BatchSection(view))];

    public void Clear()
    {
        DeadLetters.Clear();
        Late.Clear();
        Filtered.Clear();
        Texts.Clear();
        foreach (var section in Sections)
        {
            section.Clear();
        }
    }
}
