namespace ActorPipeline.Jobs;

/// <summary>Something that is done for a pipeline again and again, by one node at a time.</summary>
/// <param name="Name">Its name, unique within the pipeline.</param>
/// <param name="RunAsync">Does it once. It may be done again where it was done in part: a run whose node is gone is followed by another. Its exceptions are
/// the run's failure.</param>
public sealed record BatchJob(string Name, JobSchedule Schedule, Func<JobContext, CancellationToken, ValueTask<JobResult>> RunAsync);

/// <summary>What a run of a job is told.</summary>
/// <param name="NowMs">When it began, unix milliseconds.</param>
/// <param name="Epoch">The epoch of who runs it: whoever comes later has a higher one.</param>
/// <param name="Progress">To be told which part of the work is done, from 0 to 1.</param>
public sealed record JobContext(long NowMs, long Epoch, Action<double> Progress);

/// <summary>What a run of a job has done.</summary>
public readonly record struct JobResult(long Rows, long Bytes);
