using System.Threading.RateLimiting;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Settings;
using ActorPipeline.Serving;

namespace ActorPipeline.Node.Collector;

/// <summary>Takes events over HTTP into the source topics of the node's pipelines. Thread safe.</summary>
/// <remarks>What is accepted is durable before the answer is sent. Load is bounded twice: by the bytes of bodies held, and by the appends under way;
/// beyond either a client is told to come again, and nothing queues.</remarks>
internal sealed class EventCollector : IDisposable
{
    private const string NotCountedHeader = "ap-not-counted";

    private readonly CollectorOptions _options;
    private readonly TimeProvider _clock;
    private readonly CollectedHeaders _headers;
    private readonly BodyBudget _budget;
    private readonly ConcurrencyLimiter _appends;
    private readonly CollectorInstruments _instruments = new();
    private readonly Dictionary<string, CollectedPipeline> _pipelines;

    public EventCollector(CollectorOptions options, IReadOnlyList<IPipelineRuntime> pipelines, Func<SourceDefinition, IEventDecoder> createDecoder, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _headers = new CollectedHeaders(options.Headers, options.RemoteAddress);
        _budget = new BodyBudget(options.MaxBufferedBytes);
        _appends = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = options.MaxConcurrentAppends, QueueLimit = 0 });
        _pipelines = pipelines.ToDictionary(
            pipeline => pipeline.Definition.Name,
            pipeline => new CollectedPipeline(pipeline, createDecoder, options.CheckEvents));
    }

    public async Task CollectAsync(HttpContext context, string pipelineName)
    {
        var pipeline = Find(pipelineName);
        try
        {
            using var body = await RequestBody.ReadAsync(
                context.Request, _options.MaxBodyBytes, _options.MaxExpandedBytes, _budget, context.RequestAborted);
            var events = EventSplitter.Split(body.Bytes, context.Request.ContentType, pipeline.Source.Format, _options.MaxEvents);
            var (accepted, rejected) = await TakeAsync(context, pipeline, events);
            await CollectAnswer.WriteAsync(context.Response, accepted, rejected);
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
            pipeline.Composer, pipeline.Source, _clock.GetUtcNow());
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
        if (_options.RespectDoNotTrack && AsksNotToBeTracked(context.Request))
        {
            context.Response.Headers[NotCountedHeader] = "do-not-track";
            return (0, []);
        }

        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (accepted, rejected) = pipeline.Screen.Sort(events, now, _headers.Of(context));
        if (accepted.Count > 0)
        {
            await AppendAsync(pipeline, accepted.ToArray());
        }

        _instruments.Took(pipeline.Name, accepted.Count, rejected.Count);
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
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "event-log", exception.Message) { RetryAfter = _options.RetryAfter };
        }
    }

    private static bool AsksNotToBeTracked(HttpRequest request) => request.Headers["DNT"] == "1" || request.Headers["Sec-GPC"] == "1";

    private sealed class CollectedPipeline(IPipelineRuntime runtime, Func<SourceDefinition, IEventDecoder> createDecoder, bool checks)
    {
        public IPipelineRuntime Runtime { get; } = runtime;

        public string Name => Runtime.Definition.Name;

        public SourceDefinition Source => Runtime.Definition.Source;

        public EventScreen Screen { get; } = new(runtime.Definition.Source, createDecoder, checks);
        public EventComposer Composer { get; } = EventComposer.For(runtime.Definition.Source);
    }
}
