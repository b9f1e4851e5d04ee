using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Serving;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorPipeline.Node.Operators;

/// <summary>Dead letters: listed, shown, and given back to their source topic.</summary>
internal sealed class DeadLetterRoutes(
    PipelineCatalog catalog, DeadLetterSource letters, IMaterializer materializer, ManagementOptions options, TimeProvider clock)
{
    private const int DefaultLimit = 100;

    public void Map(IEndpointRouteBuilder pbm)
    {
        pbm.MapGet("/pipelines/{pipeline}/deadletters", (HttpContext context, string pipeline) => ListAsync(context, pipeline));
        pbm.MapGet("/pipelines/{pipeline}/deadletters/{id}", (HttpContext context, string pipeline, string id) => ShowAsync(context, pipeline, id));
        pbm.MapPost("/pipelines/{pipeline}/deadletters/replay", (HttpContext context, string pipeline) => ReplayAsync(context, pipeline));
    }

    private async Task ListAsync(HttpContext context, string pipelineName)
    {
        var limit = RowRequestReader.Number(context.Request.Query, "limit", options.MaxDeadLetters) ?? DefaultLimit;
        var newest = await letters.NewestAsync(catalog.Find(pipelineName).Definition, limit, id: null, context.RequestAborted);
        var entries = await newest.SelectMany(batch => batch).RunWith(Sink.Seq<DeadLetterEntry>(), materializer);
        await NodeJson.WriteAsync(context, entries.Select(entry => entry.ToDocument()));
    }

    private async Task ShowAsync(HttpContext context, string pipelineName, string id)
    {
        var newest = await letters.NewestAsync(catalog.Find(pipelineName).Definition, options.MaxDeadLetters, id, context.RequestAborted);
        var entry = await newest.SelectMany(batch => batch).RunWith(Sink.FirstOrDefault<DeadLetterEntry>(), materializer);
        await NodeJson.WriteAsync(context, (entry ?? throw NotFound(id)).ToDocument());
    }

    /// <summary>Appends the bytes of one dead letter, or of all that are kept, to the source topic again. The answer comes when all are durable.</summary>
    private async Task ReplayAsync(HttpContext context, string pipelineName)
    {
        ReadOnlyGuard.Check(options.ReadOnly);
        var pipeline = catalog.Find(pipelineName);
        var id = RowRequestReader.Text(context.Request.Query, "id");

        // A client that leaves does not cut a replay in half. What fails again meanwhile is kept behind the range that is replayed.
        var newest = await letters.NewestAsync(pipeline.Definition, options.MaxDeadLetters, id, CancellationToken.None);
        var replayed = await newest
            .Where(batch => batch.Count > 0)
            .SelectAsync(1, batch => AppendAsync(pipeline, batch))
            .SelectError(Unwrap)
            .RunAggregate(0, (sum, count) => sum + count, materializer);
        if (id is not null && replayed == 0)
        {
            throw NotFound(id);
        }

        await NodeJson.WriteAsync(context, new { replayed });
    }

    private async Task<int> AppendAsync(IPipelineRuntime pipeline, IReadOnlyList<DeadLetterEntry> batch)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await pipeline.AppendAsync(batch.Select(entry => new NewRecord(entry.Bytes, now)).ToArray(), CancellationToken.None);
        return batch.Count;
    }

    // SelectAsync fails with what the task holds, an aggregate; the caller is to see what the log threw.
    private static Exception Unwrap(Exception failure) => failure is AggregateException aggregate ? aggregate.GetBaseException() : failure;

    private ProblemException NotFound(string id) =>
        ProblemException.NotFound("unknown-dead-letter", $"there is no dead letter {id} among the newest {options.MaxDeadLetters}");
}
