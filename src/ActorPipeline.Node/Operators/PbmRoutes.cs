using System.Text;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Sql;
using Akka.Streams;

namespace ActorPipeline.Node.Operators;

/// <summary>What the operators' command line speaks.</summary>
internal sealed class PbmRoutes(NodeParts parts, RowHandlers rows)
{
    private const int DefaultDepth = 5;
    private const int MaxDepth = 32;
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);

    private PipelineCatalog Catalog => rows.Catalog;

    public void Map(IEndpointRouteBuilder routes)
    {
        var pbm = routes.MapGroup("/pbm");
        MapCluster(pbm);
        MapPipelines(pbm);
        MapViews(pbm);
        SqlRoutes.Map(pbm, parts.Sql);
        new SchemaRoutes(parts.Engine, parts.Options.Management.ReadOnly).Map(pbm);
        new BatchRoutes(Catalog, parts.Options.Management.ReadOnly, parts.Clock).Map(pbm);
        new LoadRoutes(Catalog, parts.Options.Management, parts.Clock).Map(pbm);
        var materializer = parts.Engine.Actors.Materializer();
        new TailRoutes(Catalog, parts.Engine.Log, materializer).Map(pbm);
        new DeadLetterRoutes(Catalog, new DeadLetterSource(parts.Engine.Log), materializer, parts.Options.Management, parts.Clock).Map(pbm);
    }

    private void MapCluster(IEndpointRouteBuilder pbm)
    {
        pbm.MapGet("/cluster", context => NodeJson.WriteAsync(context, new { nodes = parts.Membership.Members }));
        pbm.MapGet("/cluster/status", async context =>
        {
            var ready = await parts.Health.ReadyAsync(wholeCluster: true, context.RequestAborted);
            await NodeJson.WriteAsync(context, new { node = parts.Membership.Self, ready });
        });
        pbm.MapGet("/cluster/tail", context => DomainEventRoutes.LinesAsync(context, parts.Membership, parts.Clock));
        var readOnly = parts.Options.Management.ReadOnly;
        pbm.MapPost("/cluster/leave", context =>
            LeaveRoute.LeaveAsync(context, parts.Membership, RowRequestReader.Text(context.Request.Query, "node"), readOnly));
        pbm.MapPost("/cluster/down", context =>
        {
            var node = RowRequestReader.Text(context.Request.Query, "node")
                ?? throw ProblemException.BadRequest("bad-parameter", "node: expected the id or address of a member; found nothing");
            return LeaveRoute.DownAsync(context, parts.Membership, node, readOnly);
        });
        pbm.MapGet("/ready", async context => await (await parts.Health.ReadyAsync(wholeCluster: true, context.RequestAborted)).WriteAsync(context));
        pbm.MapGet("/palettes", context => NodeJson.WriteAsync(context, PaletteCommand.All));
        pbm.MapGet("/actors", context => NodeJson.WriteAsync(
            context, ActorTree.Of(parts.Engine.Actors, RowRequestReader.Number(context.Request.Query, "depth", MaxDepth) ?? DefaultDepth)));
        pbm.MapGet("/shards", context => ShardsAsync(context));
        pbm.MapGet("/pipelines/{pipeline}/shards/{shard:int}", (HttpContext context, string pipeline, int shard) => ShardAsync(context, pipeline, shard));
    }

    private void MapPipelines(IEndpointRouteBuilder pbm)
    {
        pbm.MapGet("/pipelines", context =>
            NodeJson.WriteAsync(context, Catalog.All.Select(pipeline => PipelineDocument.ForOperators(pipeline.Definition))));
        pbm.MapGet("/pipelines/{pipeline}", (HttpContext context, string pipeline) =>
            NodeJson.WriteAsync(context, PipelineDocument.ForOperators(Catalog.Find(pipeline).Definition)));
        pbm.MapGet("/pipelines/{pipeline}/status", (HttpContext context, string pipeline) => rows.StatusAsync(context, pipeline));
        pbm.MapPost("/pipelines/{pipeline}/wait", (HttpContext context, string pipeline) => WaitAsync(context, pipeline));
        pbm.MapPost("/check", context => CheckAsync(context));
    }

    private void MapViews(IEndpointRouteBuilder pbm)
    {
        pbm.MapGet("/views", context => NodeJson.WriteAsync(context, Catalog.All.SelectMany(pipeline => pipeline.Definition.Views.Select(
            view => PipelineDocument.View(pipeline.Definition, view)))));
        pbm.MapGet("/pipelines/{pipeline}/views/{view}/rows", (HttpContext context, string pipeline, string view) => rows.RowsAsync(context, pipeline, view));
        pbm.MapGet("/pipelines/{pipeline}/views/{view}/keys", (HttpContext context, string pipeline, string view) => rows.KeysAsync(context, pipeline, view));
        pbm.MapGet("/pipelines/{pipeline}/views/{view}/actor", (HttpContext context, string pipeline, string view) => EntityAsync(context, pipeline, view));
        pbm.MapGet("/pipelines/{pipeline}/views/{view}/locate", (HttpContext context, string pipeline, string view) => LocateAsync(context, pipeline, view));
    }

    private async Task ShardsAsync(HttpContext context)
    {
        var shards = await Task.WhenAll(Catalog.All.Select(pipeline => pipeline.ShardsAsync(context.RequestAborted).AsTask()));
        await NodeJson.WriteAsync(context, shards.SelectMany(list => list.Select(ShardDocument.Of)));
    }

    private async Task ShardAsync(HttpContext context, string pipeline, int number)
    {
        var shards = await Catalog.Find(pipeline).ShardsAsync(context.RequestAborted);
        var shard = shards.FirstOrDefault(shard => shard.Shard == number)
            ?? throw ProblemException.NotFound("unknown-shard", $"pipeline {pipeline} has no shard {number} that a node has shown");
        await NodeJson.WriteAsync(context, ShardDocument.Of(shard));
    }

    private async Task LocateAsync(HttpContext context, string pipelineName, string viewName)
    {
        var (pipeline, view) = Catalog.Find(pipelineName, viewName);
        var key = KeyOf(context, view);
        var number = pipeline.ShardOf(view, key);
        var shards = await pipeline.ShardsAsync(context.RequestAborted);
        await NodeJson.WriteAsync(context, new { shard = number, owner = shards.FirstOrDefault(shard => shard.Shard == number)?.Owner });
    }

    private async Task EntityAsync(HttpContext context, string pipelineName, string viewName)
    {
        var (pipeline, view) = Catalog.Find(pipelineName, viewName);
        var key = KeyOf(context, view);
        await NodeJson.WriteAsync(context, EntityDocument.Of(pipeline.Definition, view, key, await pipeline.EntityAsync(view, key, context.RequestAborted)));
    }

    private static List<string> KeyOf(HttpContext context, ViewDefinition view) =>
        [.. view.KeyNames.Select(name => RowRequestReader.Text(context.Request.Query, $"key.{name}")
            ?? throw ProblemException.BadRequest("bad-parameter", $"key.{name}: expected a value; found nothing"))];

    private async Task WaitAsync(HttpContext context, string pipelineName)
    {
        var pipeline = Catalog.Find(pipelineName);
        var query = context.Request.Query;
        var limit = WaitLimit.Read(query, DefaultWait);
        var inLake = RowRequestReader.Flag(query, "lake");
        if (inLake && parts.Options.Lake.Folder.Length == 0)
        {
            throw new ProblemException(StatusCodes.Status409Conflict, "no-lake", "this node knows of no event lake: lake.path is not set");
        }

        await WaitLimit.WithinAsync(context, limit, parts.Clock, WaitAsync, async () =>
        {
            var status = await pipeline.StatusAsync(context.RequestAborted);
            return inLake && status.Pending == 0 ? "the lake does not hold all events" : $"{status.Pending} records are still pending";
        });
        await rows.StatusAsync(context, pipelineName);

        async Task WaitAsync(CancellationToken cancellationToken)
        {
            await pipeline.WaitAppliedAsync(RowRequestReader.Flag(query, "flush"), cancellationToken);
            if (inLake)
            {
                await pipeline.WaitInLakeAsync(cancellationToken);
            }
        }
    }

    private async Task CheckAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var name = RowRequestReader.Text(context.Request.Query, "name") ?? "pipeline.conf";
        try
        {
            var pipelines = parts.ReadPipelines(text, name);
            await NodeJson.WriteAsync(context, new { ok = true, error = (string?)null, pipelines = pipelines.Select(PipelineDocument.ForOperators) });
        }
        catch (Exception exception) when (exception is HoconException or ConfigurationException)
        {
            await NodeJson.WriteAsync(context, new { ok = false, error = exception.Message, pipelines = Array.Empty<object>() });
        }
    }
}
