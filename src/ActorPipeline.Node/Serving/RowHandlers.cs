using ActorPipeline.Definitions;
using ActorPipeline.Jobs;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Settings;
using ActorPipeline.Serving;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>Answers what both listeners serve in the same way: definitions, rows, keys and counters.</summary>
internal sealed class RowHandlers(PipelineCatalog catalog, ViewReads reads, WebOptions limits)
{
    private const int DefaultKeys = 1_000;

    private readonly RowSource _rows = new(reads);
    private readonly RowWriter _writer = new(reads.Pace);

    public PipelineCatalog Catalog { get; } = catalog;

    public Task PipelinesAsync(HttpContext context) =>
        NodeJson.WriteAsync(context, Catalog.All.Select(pipeline => PipelineDocument.Of(pipeline.Definition)));

    public Task RowsAsync(HttpContext context, string pipelineName, string viewName)
    {
        var (pipeline, view) = Catalog.Find(pipelineName, viewName);
        var format = RowFormats.Choose(context.Request);
        var request = RowRequestReader.Read(context.Request.Query, pipelineName, view, limits);
        if (request.Query.Layer != ClosedRows.Speed)
        {
            RequireLake(pipeline);
        }

        if (request.Query.Layer != ClosedRows.Batch && request.WantsClosed)
        {
            RequireStored(pipeline.Definition, view);
        }

        return _writer.WriteAsync(
            context.Response, format, view, _rows.ReadAsync(pipeline, request, context.RequestAborted), context.RequestAborted);
    }

    /// <summary>Keys as objects of their parts: <c>[{"topic":"Action","page":"Die Hard"}]</c>.</summary>
    public async Task KeysAsync(HttpContext context, string pipelineName, string viewName)
    {
        var (pipeline, view) = Catalog.Find(pipelineName, viewName);
        RequireStored(pipeline.Definition, view);
        var query = context.Request.Query;
        var prefix = RowRequestReader.Text(query, "prefix") ?? "";
        var limit = RowRequestReader.Number(query, "limit", limits.MaxRows) ?? Math.Min(DefaultKeys, limits.MaxRows);
        using var hold = reads.Budget.Begin();
        var pages = reads.Requests.KeysAsync(pipelineName, view, prefix, limit, hold.PageRows, context.RequestAborted);
        var keys = pages.SelectMany(page => page).Select(key => view.KeyNames.Zip(key, KeyValuePair.Create).ToDictionary());
        await NodeJson.WriteListAsync(context, reads.Pace, keys);
    }

    public async Task StatusAsync(HttpContext context, string pipelineName) =>
        await NodeJson.WriteAsync(context, StatusDocument.Of(await Catalog.Find(pipelineName).StatusAsync(context.RequestAborted)));

    private static void RequireLake(IPipelineRuntime pipeline)
    {
        if (!pipeline.Jobs.Any(job => job.Name == ViewJobs.Views))
        {
            throw new ProblemException(
                StatusCodes.Status409Conflict, "no-batch-rows", "this node has no event lake, and so no batch rows: set lake.path, or ask a node that has it");
        }
    }

    // An empty list would say that nothing has closed.
    private static void RequireStored(PipelineDefinition pipeline, ViewDefinition view)
    {
        if (!pipeline.Emit.ToStore)
        {
            throw new ProblemException(
                StatusCodes.Status409Conflict,
                "rows-not-stored",
                $"pipeline {pipeline.Name} keeps no rows in the store: those of {view.Name} go to topic {pipeline.RowTopicOf(view)} only. "
                + $"Read them there, or set pipelines.{pipeline.Name}.emit-to = [store, topic]; rows of windows that still count are there with layer=open");
        }
    }
}
