namespace ActorPipeline.AkkaStreams;

/// <summary>When a <see cref="Committer"/> commits. Immutable.</summary>
public sealed record CommitterSettings
{
    /// <summary>Commits after this many offsets. Default 1,000.</summary>
    public int MaxBatch { get; init; } = 1_000;

    /// <summary>Commits this long after the first uncommitted offset, where <see cref="MaxBatch"/> was not reached before. Default 10 s.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock that <see cref="MaxInterval"/> is measured by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
