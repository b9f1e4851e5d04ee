using System.Text.Json;
using System.Threading.RateLimiting;
using ActorPipeline.Definitions;
using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Settings;
using ActorPipeline.Serving;

namespace ActorPipeline.Node.Collector;

/// <summary>Takes events over HTTP into the source topics of the node's pipelines. Thread safe.</summary>
/// <remarks>What is accepted is durable before the answer is sent. Load is bounded twice: by the bytes of bodies held, and by the appends under way;
/// beyond either a client is told to come again, and nothing queues. A body is whole before any event of it is taken.</remarks>
internal sealed class EventCollector(CollectorOptions options, IReadOnlyList<IPipelineRuntime> pipelines, TimeProvider clock) : IDisposable
{
    private readonly CollectedHeaders _headers = new(options.Headers, options.RemoteAddress);
    private readonly BodyBudget _budget = new(options.MaxBufferedBytes, options.MaxExpandedBytes);
    private readonly ConcurrencyLimiter _appends = new(new ConcurrencyLimiterOptions { PermitLimit = options.MaxConcurrentAppends, QueueLimit = 0 });
    private readonly CollectorInstruments _instruments = new();

    private readonly Dictionary<string, CollectedPipeline> _pipelines = pipelines.ToDictionary(
        pipeline => pipeline.Definition.Name, pipeline => new CollectedPipeline(pipeline, options.CheckEvents));

    public async Task CollectAsync(HttpContext context, string pipelineName)
    {
        var pipeline = Find(pipelineName);
        try
        {
            using var body = await RequestBody.ReadAsync(
                context.Request, options.MaxBodyBytes, options.MaxExpandedBytes, _budget, context.RequestAborted);
            var events = EventSplitter.Split(body.Bytes, context.Request.ContentType, pipeline.Source, options.MaxEvents);
            var (accepted, rejected) = await TakeAsync(context, pipeline, events);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsJsonAsync(new { accepted, rejected }, JsonSerializerOptions.Web, "application/json");
        }
        catch (ProblemException problem)
        {
            _instruments.Refused(pipelineName, problem.Code);
            throw;
        }
    }

    public async Task CollectPixelAsync(HttpContext context, string pipelineName)
    {
        var pipeline = Find(pipelineName);
        var item = new PixelEvent(context.Request, _headers.Address(context.Connection.RemoteIpAddress)).Compose(
            pipeline.Composer, pipeline.Source, clock.GetUtcNow());
        var (_, rejected) = await TakeAsync(context, pipeline, [item]);
        if (rejected.Count > 0)
        {
            throw ProblemException.BadRequest("bad-event", rejected[0].Reason);
        }

        await PixelEvent.WriteImageAsync(context.Response);
    }

    public void Dispose()
    {
        _appends.Dispose();
        _instruments.Dispose();
    }

    private CollectedPipeline Find(string name) =>
        _pipelines.GetValueOrDefault(name) ?? throw ProblemException.NotFound("unknown-pipeline", $"there is no pipeline {name}");

    private async ValueTask<(int Accepted, IReadOnlyList<RejectedEvent> Rejected)> TakeAsync(
        HttpContext context, CollectedPipeline pipeline, IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        if (options.RespectDoNotTrack && AsksNotToBeTracked(context.Request))
        {
            context.Response.Headers["ap-not-counted"] = "do-not-track";
            return (0, []);
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (accepted, rejected) = pipeline.Screen.Sort(events, now, _headers.Of(context));
        if (accepted.Count > 0)
        {
            await AppendAsync(pipeline, accepted.ToArray());
        }

        _instruments.Took(pipeline.Runtime.Definition.Name, accepted.Count, rejected.Count);
        return (accepted.Count, rejected);
    }

    private async ValueTask AppendAsync(CollectedPipeline pipeline, NewRecord[] records)
    {
        using var permit = _appends.AttemptAcquire();
        if (!permit.IsAcquired)
        {
            throw ProblemException.Overloaded("too many requests wait for the event log");
        }

        try
        {
            // Not cancelled when the client goes: the records refer to the body's buffer until the append is done.
            await pipeline.Runtime.AppendAsync(records, CancellationToken.None);
        }
        catch (EventLogException exception)
        {
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "event-log", exception.Message) { RetryAfter = options.RetryAfter };
        }
    }

    private static bool AsksNotToBeTracked(HttpRequest request) => request.Headers["DNT"] == "1" || request.Headers["Sec-GPC"] == "1";

    private sealed class CollectedPipeline(IPipelineRuntime runtime, bool checks)
    {
        public IPipelineRuntime Runtime { get; } = runtime;
        public SourceDefinition Source { get; } = runtime.Definition.Source;
        public EventScreen Screen { get; } = new(runtime.Definition, checks);
        public EventComposer Composer { get; } = EventComposer.For(runtime.Definition.Source);
    }
}
