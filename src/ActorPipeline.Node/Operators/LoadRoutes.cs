using System.Buffers.Binary;
using System.Globalization;
using ActorPipeline.Guessing;
using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Running;
using ActorPipeline.Serving;

namespace ActorPipeline.Node.Operators;

/// <summary>Bulk loads: guessed, looked at, begun, resumed, sent in numbered parts, so that one sent twice is stored once, and told the outcome of.</summary>
internal sealed class LoadRoutes(PipelineCatalog catalog, ManagementOptions options, TimeProvider clock)
{
    // Parts under way at one moment; a client sends a handful.
    private const int ConcurrentParts = 8;

    private const int MaxIdLength = 64;

    // A client that waits for its load's outcome asks again.
    private static readonly TimeSpan AppliedWithin = TimeSpan.FromSeconds(5);

    // Buffers come in powers of two, so a part may hold twice its size, and both halves of a growing buffer for a moment.
    private readonly BodyBudget _budget = new(3L * ConcurrentParts * options.MaxLoadBytes, options.MaxLoadBytes);

    public void Map(IEndpointRouteBuilder pbm)
    {
        pbm.MapPost("/pipelines/{pipeline}/loads", (HttpContext context, string pipeline) => BeginAsync(context, pipeline));
        pbm.MapPost("/pipelines/{pipeline}/loads/{id}/resume", (HttpContext context, string pipeline, string id) => ResumeAsync(context, pipeline, id));
        pbm.MapPost("/pipelines/{pipeline}/loads/{id}/events", (HttpContext context, string pipeline, string id) => AppendAsync(context, pipeline, id));
        pbm.MapPost("/pipelines/{pipeline}/loads/{id}/outcome", (HttpContext context, string pipeline, string id) => OutcomeAsync(context, pipeline, id));
        pbm.MapPost("/guess", context => GuessAsync(context));
        pbm.MapPost("/pipelines/{pipeline}/preview", (HttpContext context, string pipeline) => PreviewAsync(context, pipeline));
    }

    private async Task BeginAsync(HttpContext context, string pipeline)
    {
        var id = RowRequestReader.Text(context.Request.Query, "id") ?? Guid.CreateVersion7(clock.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);
        var runtime = catalog.Find(pipeline);

        // Before the first event of the load can be late or a dead letter.
        var start = await runtime.LoadStartAsync(context.RequestAborted);
        var progress = await runtime.ResumeLoadAsync(Checked(id), from: null, context.RequestAborted);
        await NodeJson.WriteAsync(context, new { load = progress.LoadId, from = progress.From, start, next = progress.NextIndex });
    }

    private async Task ResumeAsync(HttpContext context, string pipeline, string id)
    {
        var request = await ReadAsync<ResumeRequest>(context, request => request.From is not null, "from", "bad-resume");
        var progress = await catalog.Find(pipeline).ResumeLoadAsync(Checked(id), request.From, context.RequestAborted);
        await NodeJson.WriteAsync(context, new { load = progress.LoadId, from = progress.From, next = progress.NextIndex });
    }

    /// <summary>Says what became of a load once all is applied; that it is not yet, where that takes longer than a moment.</summary>
    private async Task OutcomeAsync(HttpContext context, string pipeline, string id)
    {
        var request = await ReadAsync<OutcomeRequest>(context, request => request.Start is not null, "start", "bad-outcome");
        var runtime = catalog.Find(pipeline);
        if (await IsAppliedAsync(runtime, context.RequestAborted))
        {
            var outcome = await runtime.LoadOutcomeAsync(Checked(id), request.Start!.Value, context.RequestAborted);
            await NodeJson.WriteAsync(context, new { done = true, late = outcome.Late, deadLetters = outcome.DeadLetters });
        }
        else
        {
            await NodeJson.WriteAsync(context, new { done = false });
        }
    }

    private async Task<bool> IsAppliedAsync(IPipelineRuntime runtime, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(AppliedWithin, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await runtime.WaitAppliedAsync(flush: false, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Says of some events what would become of them.</summary>
    private async Task PreviewAsync(HttpContext context, string pipelineName)
    {
        var pipeline = catalog.Find(pipelineName).Definition;
        using var body = await RequestBody.ReadAsync(context.Request, options.MaxLoadBytes, options.MaxLoadBytes, _budget, context.RequestAborted);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await NodeJson.WriteAsync(context, EventPreview.Of(pipeline, Split(body.Bytes, now), now));
    }

    /// <summary>Proposes a pipeline for the first records of a file.</summary>
    private async Task GuessAsync(HttpContext context)
    {
        var file = RowRequestReader.Text(context.Request.Query, "name") ?? "events";
        using var body = await RequestBody.ReadAsync(context.Request, options.MaxLoadBytes, options.MaxLoadBytes, _budget, context.RequestAborted);
        var guess = SourceGuesser.Guess(body.Bytes) ?? throw ProblemException.BadRequest(
            "no-guess", $"{file} begins with nothing that reads as JSON objects, lines of an access log or a W3C log, or columns with a separator between");
        await NodeJson.WriteAsync(context, GuessDocument.Of(guess, GuessText.NameFor(file, [.. catalog.All.Select(pipeline => pipeline.Definition.Name)])));
    }

    private async Task AppendAsync(HttpContext context, string pipelineName, string id)
    {
        var pipeline = catalog.Find(pipelineName);
        var first = First(context.Request.Query);
        using var body = await RequestBody.ReadAsync(
            context.Request, options.MaxLoadBytes, options.MaxLoadBytes, _budget, context.RequestAborted);
        var records = Split(body.Bytes, clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (records.Length > 0)
        {
            // Not cancelled when the client goes: the records refer to the body's buffer until the append is done.
            await pipeline.AppendLoadAsync(new LoadPart(Checked(id), first, records), CancellationToken.None);
        }

        await NodeJson.WriteAsync(context, new { accepted = records.Length });
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, Predicate<T> isWhole, string member, string code)
        where T : class
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<T>(NodeJson.Options, context.RequestAborted) is { } request && isWhole(request)
                ? request
                : throw Bad($"{member} is missing");
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw Bad(exception.Message);
        }

        ProblemException Bad(string found) =>
            ProblemException.BadRequest(code, $"expected JSON with {member} as the load's first answer gave it; {found}");
    }

    // Records, each with its length before it as four bytes, little-endian. They are slices of the body.
    private static NewRecord[] Split(ReadOnlyMemory<byte> body, long nowMs)
    {
        var records = new List<NewRecord>();
        for (var at = 0; at < body.Length;)
        {
            if (body.Length - at < sizeof(int))
            {
                throw BadBody(at, "a length is cut off");
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(body.Span[at..]);
            at += sizeof(int);
            if (length < 0 || length > body.Length - at)
            {
                throw BadBody(at - sizeof(int), $"length {length} reaches beyond the body");
            }

            records.Add(new NewRecord(body.Slice(at, length), nowMs));
            at += length;
        }

        return [.. records];
    }

    private static ProblemException BadBody(int at, string what) => ProblemException.BadRequest("bad-load-body", $"{what} (byte {at})");

    private static string Checked(string id) => id.Length is > 0 and <= MaxIdLength
        ? id
        : throw ProblemException.BadRequest("bad-load-id", $"a load's id has 1 to {MaxIdLength} characters");

    private static long First(IQueryCollection query)
    {
        var text = RowRequestReader.Text(query, "first") ?? "";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            ? first
            : throw RowRequestReader.Bad("first", "the index of the part's first event, from 0", text.Length == 0 ? "nothing" : text);
    }

    private sealed record ResumeRequest(IReadOnlyList<long>? From);

    private sealed record OutcomeRequest(LoadStart? Start);
}
