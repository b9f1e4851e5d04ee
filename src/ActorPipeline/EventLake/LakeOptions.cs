namespace ActorPipeline.EventLake;

/// <summary>When events that were read are committed to the lake: the earliest of these. Immutable.</summary>
public sealed record LakeOptions
{
    /// <summary>How long the first of them waits.</summary>
    public TimeSpan RollAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many records were read.</summary>
    public int MaxRecords { get; init; } = 1_000_000;

    /// <summary>Over how many hours of event time they are spread: each is a file.</summary>
    public int MaxHours { get; init; } = 256;

    /// <summary>About how many bytes of the source are read at a time.</summary>
    public int ReadBytes { get; init; } = 1 << 20;
}
