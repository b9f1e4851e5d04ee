using System.Collections.Immutable;
using ActorPipeline.BatchViews;
using ActorPipeline.Storage;

namespace ActorPipeline.Jobs;

/// <summary>What is known of a pipeline's jobs: their runs, and whether they are paused. Pure and immutable: it knows no clock.</summary>
public sealed record JobLedger
{
    /// <summary>How many runs of a job are kept.</summary>
    public const int KeptRuns = 30;

    // After a failure: doubled each time from the shortest to the longest pause.
    private const long ShortestPauseMs = 5_000;
    private const long LongestPauseMs = 600_000;

    // No pipeline has a name with a dot.
    private const string Suffix = ".batch";

    /// <summary>What the ledger of a pipeline is kept by in an <see cref="ISnapshotStore"/>.</summary>
    public static ShardId PlaceOf(string pipeline) => new(pipeline + Suffix, 0);

    /// <summary>Whether a pointer is that of a ledger, and of no shard.</summary>
    public static bool IsPlace(ShardId place) => place.Pipeline.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>One of a pipeline none of whose jobs ever ran.</summary>
    public static JobLedger Empty { get; } = new();

    /// <summary>Whether no run begins by schedule.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The catalogue of batch views that counts; null before the first.</summary>
    public string? Catalogue { get; init; }

    /// <summary>How far batch and speed rows differ, by view, as the last run has found that compared them; empty before.</summary>
    public ImmutableList<ViewDrift> Drift { get; init; } = [];

    /// <summary>The runs, oldest first; one at most has not ended.</summary>
    public ImmutableList<JobRun> Runs { get; init; } = [];

    /// <summary>The run under way, or null.</summary>
    public JobRun? Running => Runs.Find(run => run.Outcome == JobOutcome.Running);

    /// <summary>The last run of a job, or null.</summary>
    public JobRun? LastOf(string job) => Runs.FindLast(run => run.Job == job);

    /// <summary>Begins a run.</summary>
    /// <param name="ask">The request that asks for it, or null.</param>
    public JobLedger Start(string job, long nowMs, string node, string? ask)
    {
        var number = Runs.IsEmpty ? 1 : Runs[^1].Number + 1;
        var runs = Runs.Add(new JobRun(number, job, nowMs, null, JobOutcome.Running, 0, 0, 0, null, node, ask));
        var excess = runs.Count(run => run.Job == job) - KeptRuns;
        return this with { Runs = excess > 0 ? runs.Remove(runs.Find(run => run.Job == job)!) : runs };
    }

    /// <summary>Notes how far the run under way has come.</summary>
    public JobLedger Advance(double progress) => Running is { } run ? this with { Runs = Runs.Replace(run, run with { Progress = progress }) } : this;

    /// <summary>Ends the run under way.</summary>
    public JobLedger End(long nowMs, JobOutcome outcome, JobResult result, string? error) => Running is { } run
        ? this with
        {
            Catalogue = result.Catalogue ?? Catalogue,
            Drift = result.Drift is { } drift ? [.. drift] : Drift,
            Runs = Runs.Replace(run, run with
            {
                EndMs = nowMs,
                Outcome = outcome,
                Progress = outcome == JobOutcome.Succeeded ? 1 : run.Progress,
                Rows = result.Rows,
                Bytes = result.Bytes,
                Error = error,
            }),
        }
        : this;

    /// <summary>When a job is to run next, unix milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    /// <remarks>Moments that were missed are made up for by one run, since a run does all there is to do.</remarks>
    public long DueMs(BatchJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (IsPaused || job.Schedule is not { } schedule)
        {
            return long.MaxValue;
        }

        return LastOf(job.Name) switch
        {
            null or { Outcome: JobOutcome.Lost } => 0,
            { Outcome: JobOutcome.Failed } failed => failed.EndMs!.Value + PauseMs(job.Name),
            { } last => schedule.Next(DateTimeOffset.FromUnixTimeMilliseconds(last.StartMs))?.ToUnixTimeMilliseconds() ?? long.MaxValue,
        };
    }

    private long PauseMs(string job)
    {
        var failures = Runs.Reverse().Where(run => run.Job == job).TakeWhile(run => run.Outcome == JobOutcome.Failed).Count();
        return Math.Min(LongestPauseMs, ShortestPauseMs << Math.Min(failures - 1, 10));
    }
}
