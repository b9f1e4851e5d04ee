using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Serving;
using ActorPipeline.Status;

namespace ActorPipeline.Node.Operators;

/// <summary>Dead letters: listed, shown, and given back to their source topic.</summary>
internal sealed class DeadLetterRoutes(PipelineCatalog catalog, ManagementOptions options, TimeProvider clock)
{
    private const int DefaultLimit = 100;

    public void Map(IEndpointRouteBuilder pbm)
    {
        pbm.MapGet("/pipelines/{pipeline}/deadletters", (HttpContext context, string pipeline) => ListAsync(context, pipeline));
        pbm.MapGet("/pipelines/{pipeline}/deadletters/{id}", (HttpContext context, string pipeline, string id) => ShowAsync(context, pipeline, id));
        pbm.MapPost("/pipelines/{pipeline}/deadletters/replay", (HttpContext context, string pipeline) => ReplayAsync(context, pipeline));
    }

    private async Task ListAsync(HttpContext context, string pipeline)
    {
        var limit = RowRequestReader.Number(context.Request.Query, "limit", options.MaxDeadLetters) ?? DefaultLimit;
        var entries = await catalog.Find(pipeline).DeadLettersAsync(limit, context.RequestAborted);
        await NodeJson.WriteAsync(context, entries.Select(DeadLetterDocument.Of));
    }

    private async Task ShowAsync(HttpContext context, string pipeline, string id)
    {
        var found = await FindAsync(catalog.Find(pipeline), id, context.RequestAborted);
        await NodeJson.WriteAsync(context, DeadLetterDocument.Of(found[0]));
    }

    /// <summary>Appends the bytes of one dead letter, or of all that are kept, to the source topic again.</summary>
    private async Task ReplayAsync(HttpContext context, string pipelineName)
    {
        ReadOnlyGuard.Check(options.ReadOnly);
        var pipeline = catalog.Find(pipelineName);
        var id = RowRequestReader.Text(context.Request.Query, "id");
        var entries = await FindAsync(pipeline, id, context.RequestAborted);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (entries.Count > 0)
        {
            await pipeline.AppendAsync(entries.Select(entry => new NewRecord(entry.Bytes, now)).ToArray(), CancellationToken.None);
        }

        await NodeJson.WriteAsync(context, new { replayed = entries.Count });
    }

    private async Task<IReadOnlyList<DeadLetterEntry>> FindAsync(IPipelineRuntime pipeline, string? id, CancellationToken cancellationToken)
    {
        var entries = await pipeline.DeadLettersAsync(options.MaxDeadLetters, cancellationToken);
        if (id is null)
        {
            return entries;
        }

        var found = entries.FirstOrDefault(entry => entry.Id == id)
            ?? throw ProblemException.NotFound("unknown-dead-letter", $"there is no dead letter {id} among the newest {options.MaxDeadLetters}");
        return [found];
    }
}
