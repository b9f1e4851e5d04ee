using ActorPipeline.BatchViews;

namespace ActorPipeline.Jobs;

/// <summary>Something that is done for a pipeline again and again, by one node at a time.</summary>
/// <param name="Name">Its name, unique within the pipeline.</param>
/// <param name="Schedule">When it runs; null where it does only when asked.</param>
/// <param name="RunAsync">Does it once. It may be done again where it was done in part: a run whose node is gone is followed by another. Its exceptions are
/// the run's failure.</param>
public sealed record BatchJob(string Name, JobSchedule? Schedule, Func<JobContext, CancellationToken, ValueTask<JobResult>> RunAsync);

/// <summary>What a run of a job is told.</summary>
/// <param name="NowMs">When it began, unix milliseconds.</param>
/// <param name="Epoch">The epoch of who runs it: whoever comes later has a higher one.</param>
/// <param name="Run">Its number: no other run of the pipeline's jobs has it, and later ones have higher ones.</param>
/// <param name="Progress">To be told which part of the work is done, from 0 to 1.</param>
public sealed record JobContext(long NowMs, long Epoch, long Run, Action<double> Progress)
{
    /// <summary>After about how many milliseconds a run by schedule ends with what it has done: the next one goes on, and other jobs have their turn.</summary>
    public const long LongestRunMs = 5 * 60_000;

    /// <summary>The catalogue of batch views that counts; null for none.</summary>
    public string? Catalogue { get; init; }

    /// <summary>The time now, unix milliseconds.</summary>
    public required Func<long> Clock { get; init; }

    /// <summary>Waits until the lake holds every event that the source topic holds now, and tells which time all shards had closed windows up to before,
    /// whose rows can be read now: unix milliseconds, <see cref="long.MinValue"/> for none.</summary>
    public required Func<CancellationToken, Task<long>> SettleAsync { get; init; }
}

/// <summary>What a run of a job has done.</summary>
public readonly record struct JobResult(long Rows, long Bytes)
{
    /// <summary>The catalogue of batch views that counts from the end of the run on; null where the one before goes on to.</summary>
    public string? Catalogue { get; init; }

    /// <summary>How far batch and speed rows differ, by view, as far as that is known at the end of the run; null where it did not look.</summary>
    public IReadOnlyList<ViewDrift>? Drift { get; init; }

    /// <summary>Why a part of it could not be done, where the rest was: the run has failed, and what was done holds. Null for all of it.</summary>
    public string? Failure { get; init; }
}
