namespace ActorPipeline.Jobs;

/// <summary>One run of a job. Immutable.</summary>
/// <param name="Number">Counts the runs of a pipeline's jobs.</param>
/// <param name="StartMs">When it began, unix milliseconds.</param>
/// <param name="EndMs">When it ended; null while it runs.</param>
/// <param name="Progress">Which part of the work is done, from 0 to 1.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
/// <param name="Node">The id of the node.</param>
/// <param name="Ask">The request it was made for; null where the schedule, or a run before that did not succeed, asked for it.</param>
public sealed record JobRun(
    long Number,
    string Job,
    long StartMs,
    long? EndMs,
    JobOutcome Outcome,
    double Progress,
    long Rows,
    long Bytes,
    string? Error,
    string Node,
    string? Ask);

/// <summary>How a run ended.</summary>
public enum JobOutcome
{
    /// <summary>It has not ended.</summary>
    Running,

    /// <summary>All of it is done.</summary>
    Succeeded,

    /// <summary>It failed; the job is tried again after a while.</summary>
    Failed,

    /// <summary>Its node was lost or had to give it up; another run begins at once.</summary>
    Lost,
}
