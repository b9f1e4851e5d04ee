using ActorPipeline.Asking;
using ActorPipeline.Jobs;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Serving;

namespace ActorPipeline.Node.Operators;

/// <summary>The jobs of pipelines: shown, run and paused from any node, whichever runs them.</summary>
internal sealed class BatchRoutes(PipelineCatalog catalog, bool readOnly, TimeProvider clock)
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PauseWait = TimeSpan.FromSeconds(30);

    public void Map(IEndpointRouteBuilder pbm)
    {
        pbm.MapGet("/batch", ShowAsync);
        pbm.MapGet("/batch/history", HistoryAsync);
        pbm.MapGet("/batch/drift", DriftAsync);
        pbm.MapPost("/batch/run", RunAsync);
        pbm.MapPost("/batch/pause", context => PauseAsync(context, isPaused: true));
        pbm.MapPost("/batch/resume", context => PauseAsync(context, isPaused: false));
    }

    private Task ShowAsync(HttpContext context) => WriteAsync(context, static (pipeline, ledger) =>
        pipeline.Jobs.Select(job => JobDocument.Of(pipeline.Definition.Name, job, ledger)));

    private Task HistoryAsync(HttpContext context)
    {
        var job = RowRequestReader.Text(context.Request.Query, "job");
        return WriteAsync(context, (pipeline, ledger) =>
            ledger.Runs.Where(run => job is null || run.Job == job).Select(run => JobDocument.Of(pipeline.Definition.Name, run)));
    }

    private Task DriftAsync(HttpContext context) => WriteAsync(context, static (pipeline, ledger) =>
        ledger.Drift.Select(view => JobDocument.Of(pipeline.Definition.Name, view)));

    private async Task WriteAsync(HttpContext context, Func<IPipelineRuntime, JobLedger, IEnumerable<object>> documentsOf)
    {
        var documents = new List<object>();
        foreach (var pipeline in Pipelines(context))
        {
            documents.AddRange(documentsOf(pipeline, await pipeline.JobLedgerAsync(context.RequestAborted)));
        }

        await NodeJson.WriteAsync(context, documents);
    }

    /// <summary>Answers the jobs with the runs that have ended; a problem when one of them failed.</summary>
    private async Task RunAsync(HttpContext context)
    {
        var wanted = RowRequestReader.Text(context.Request.Query, "job");
        var runs = (from pipeline in Pipelines(context)
                    from job in pipeline.Jobs
                    where wanted is null ? job.Schedule is not null : job.Name == wanted
                    group job.Name by pipeline).ToList();
        if (runs.Count == 0)
        {
            const string NoLake = "there are no jobs: this node knows of no event lake, lake.path is not set";
            throw ProblemException.NotFound("no-job", wanted is null ? NoLake : $"there is no job {wanted}");
        }

        var limit = WaitLimit.Read(context.Request.Query, DefaultWait);
        await WithinAsync(context, limit, "not all jobs have ended, which go on,", cancellationToken => Task.WhenAll(
            runs.Select(jobs => RunAsync(jobs.Key, jobs, cancellationToken))));
        await ShowAsync(context);
    }

    // In order, since one looks at what another has done, and all of them, also where one fails.
    private static async Task RunAsync(IPipelineRuntime pipeline, IEnumerable<string> jobs, CancellationToken cancellationToken)
    {
        PartitionFailedException? failure = null;
        foreach (var job in jobs)
        {
            try
            {
                await pipeline.RunJobAsync(job, cancellationToken);
            }
            catch (PartitionFailedException one)
            {
                failure ??= one;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private async Task WithinAsync(HttpContext context, TimeSpan limit, string late, Func<CancellationToken, Task> work)
    {
        try
        {
            await WaitLimit.WithinAsync(context, limit, clock, work, () => Task.FromResult(late));
        }
        catch (PartitionFailedException failure)
        {
            throw new ProblemException(StatusCodes.Status500InternalServerError, "job-failed", failure.Message);
        }
    }

    private async Task PauseAsync(HttpContext context, bool isPaused)
    {
        ReadOnlyGuard.Check(readOnly);
        await WithinAsync(context, PauseWait, "nobody who runs jobs has answered", cancellationToken => Task.WhenAll(
            Pipelines(context).Where(pipeline => pipeline.Jobs.Count > 0).Select(pipeline => pipeline.PauseJobsAsync(isPaused, cancellationToken).AsTask())));
        await ShowAsync(context);
    }

    private IEnumerable<IPipelineRuntime> Pipelines(HttpContext context) =>
        RowRequestReader.Text(context.Request.Query, "pipeline") is { } name ? [catalog.Find(name)] : catalog.All;
}
