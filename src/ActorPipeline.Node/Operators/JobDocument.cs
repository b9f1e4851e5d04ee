using ActorPipeline.BatchViews;
using ActorPipeline.Emission;
using ActorPipeline.Jobs;

namespace ActorPipeline.Node.Operators;

/// <summary>Jobs and their runs as operators see them.</summary>
internal static class JobDocument
{
    /// <summary>A job with its last run.</summary>
    public static object Of(string pipeline, BatchJob job, JobLedger ledger)
    {
        var last = ledger.LastOf(job.Name);
        return new
        {
            Pipeline = pipeline,
            Job = job.Name,
            Schedule = job.Schedule?.Text,
            State = last?.Outcome == JobOutcome.Running ? "running" : ledger.IsPaused ? "paused" : "waiting",
            Progress = last?.Outcome == JobOutcome.Running ? last.Progress : (double?)null,
            LastStart = IsoText.OrNull(last?.StartMs),
            LastOutcome = last is null ? null : Text(last.Outcome),
            LastMs = last?.EndMs - last?.StartMs,
            last?.Rows,
            last?.Bytes,
            Next = IsoText.OrNull(ledger.DueMs(job) is var due and not long.MaxValue && last is not null && due > 0 ? due : null),
            last?.Node,
            last?.Error,
        };
    }

    /// <summary>A run.</summary>
    public static object Of(string pipeline, JobRun run) => new
    {
        Pipeline = pipeline,
        run.Number,
        run.Job,
        Start = IsoText.Of(run.StartMs),
        End = IsoText.OrNull(run.EndMs),
        Outcome = Text(run.Outcome),
        run.Progress,
        run.Rows,
        run.Bytes,
        run.Node,
        IsAsked = run.Ask is not null,
        run.Error,
    };

    /// <summary>How far a view's rows of batch and shards differ.</summary>
    public static object Of(string pipeline, ViewDrift drift) => new
    {
        Pipeline = pipeline,
        drift.View,
        UpTo = IsoText.OrNull(drift.UpToMs == long.MinValue ? null : drift.UpToMs),
        drift.Rows.Compared,
        Drift = drift.Rows.Rows,
        drift.Rows.OnlyBatch,
        drift.Rows.OnlySpeed,
        drift.Rows.Different,
        drift.Rows.Approximate,
        drift.Rows.First,
    };

    private static string Text(JobOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
