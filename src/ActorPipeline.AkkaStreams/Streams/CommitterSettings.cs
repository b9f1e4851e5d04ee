namespace ActorPipeline.Actors.Streams;

/// <summary>When a <see cref="Committer"/> commits. Immutable.</summary>
public sealed record CommitterSettings
{
    /// <summary>The settings used when none are given.</summary>
    public static CommitterSettings Default { get; } = new();

    /// <summary>Commits after so many offsets. Default 1,000.</summary>
    public int MaxBatch { get; init; } = 1_000;

    /// <summary>Commits so long after the first offset that has not been committed, if there were not enough of them before. Default 10 s.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock that <see cref="MaxInterval"/> goes by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
