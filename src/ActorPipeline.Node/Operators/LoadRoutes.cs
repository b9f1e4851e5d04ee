using System.Buffers.Binary;
using System.Globalization;
using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Running;

namespace ActorPipeline.Node.Operators;

/// <summary>Bulk loads: begun, resumed, and sent in numbered parts, so that one sent twice is stored once.</summary>
internal sealed class LoadRoutes(PipelineCatalog catalog, ManagementOptions options, TimeProvider clock)
{
    // Parts under way at one moment; a client sends a handful.
    private const int ConcurrentParts = 8;

    private const int MaxIdLength = 64;

    // Buffers come in powers of two, so a part may hold twice its size, and both halves of a growing buffer for a moment.
    private readonly BodyBudget _budget = new(3L * ConcurrentParts * options.MaxLoadBytes);

    public void Map(IEndpointRouteBuilder pbm)
    {
        pbm.MapPost("/pipelines/{pipeline}/loads", (HttpContext context, string pipeline) => BeginAsync(context, pipeline));
        pbm.MapPost("/pipelines/{pipeline}/loads/{id}/resume", (HttpContext context, string pipeline, string id) => ResumeAsync(context, pipeline, id));
        pbm.MapPost("/pipelines/{pipeline}/loads/{id}/events", (HttpContext context, string pipeline, string id) => AppendAsync(context, pipeline, id));
    }

    private async Task BeginAsync(HttpContext context, string pipeline)
    {
        var id = RowRequestReader.Text(context.Request.Query, "id") ?? Guid.CreateVersion7(clock.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);
        await AnswerAsync(context, await catalog.Find(pipeline).ResumeLoadAsync(Checked(id), from: null, context.RequestAborted));
    }

    private async Task ResumeAsync(HttpContext context, string pipeline, string id)
    {
        var request = await ReadAsync(context);
        await AnswerAsync(context, await catalog.Find(pipeline).ResumeLoadAsync(Checked(id), request.From, context.RequestAborted));
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

    private static Task AnswerAsync(HttpContext context, LoadProgress progress) =>
        NodeJson.WriteAsync(context, new { load = progress.LoadId, from = progress.From, next = progress.NextIndex });

    private static async Task<ResumeRequest> ReadAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<ResumeRequest>(NodeJson.Options, context.RequestAborted)
                is { From: not null } request ? request : throw BadResume("from is missing");
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw BadResume(exception.Message);
        }
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

    private static ProblemException BadResume(string found) =>
        ProblemException.BadRequest("bad-resume", $"expected JSON {{\"from\":[…]}} as the load's first answer gave it; {found}");

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
}
