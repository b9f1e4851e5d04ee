using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Operators;

/// <summary>What the stores lay out on servers: shown, and made where it is missing.</summary>
internal sealed class SchemaRoutes(INodeEngine engine, bool readOnly)
{
    public void Map(IEndpointRouteBuilder pbm)
    {
        pbm.MapGet("/schema", async context => await WriteAsync(context, await Schema.PlanAsync(context.RequestAborted)));
        pbm.MapPost("/schema", context => ApplyAsync(context));
    }

    private ISchemaPlan Schema => engine.Schema
        ?? throw ProblemException.NotFound("no-schema", "this node keeps its views in its own folder: there is no schema on servers");

    /// <summary>Answers what was missing; with <c>dry-run</c> what is, and changes nothing.</summary>
    private async Task ApplyAsync(HttpContext context)
    {
        if (RowRequestReader.Flag(context.Request.Query, "dry-run"))
        {
            var plan = await Schema.PlanAsync(context.RequestAborted);
            await WriteAsync(context, plan.Where(statement => !statement.IsThere));
            return;
        }

        ReadOnlyGuard.Check(readOnly);
        await WriteAsync(context, await Schema.ApplyAsync(context.RequestAborted));
    }

    private static Task WriteAsync(HttpContext context, IEnumerable<SchemaStatement> statements) => NodeJson.WriteAsync(
        context, statements.Select(statement => new { statement.Name, State = statement.IsThere ? "there" : "missing", Cql = statement.Text }));
}
