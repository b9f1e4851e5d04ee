using System.Net.Http.Headers;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Collector;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Demo;

/// <summary>Sends generated visits to every pipeline through the node's own collector, as a tracker would. Stops when it is disposed of.</summary>
internal sealed partial class DemoTraffic : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _senders;
    private int _disposed;

    public DemoTraffic(NodeOptions options, Uri web, TimeProvider clock, ILoggerFactory loggers)
    {
        _http = new HttpClient { BaseAddress = web };
        _clock = clock;
        _logger = loggers.CreateLogger<DemoTraffic>();
        var start = clock.GetUtcNow();
        _senders = Task.WhenAll(options.Pipelines.Select((pipeline, index) =>
            SendAsync(pipeline, new VisitGenerator(options.Demo, options.Demo.Seed + index, start), _stop.Token)));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync();
            await _senders;
            _http.Dispose();
            _stop.Dispose();
        }
    }

    private async Task SendAsync(PipelineDefinition pipeline, VisitGenerator generator, CancellationToken stop)
    {
        var composer = EventComposer.For(pipeline.Source);
        using var timer = new PeriodicTimer(Tick, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await PostAsync(pipeline, Body(composer, generator.Until(_clock.GetUtcNow())), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped, as asked.
        }
    }

    private string Body(EventComposer composer, IReadOnlyList<DemoVisit> visits)
    {
        var now = _clock.GetUtcNow();
        return string.Join('\n', visits.Select(visit => Encoding.UTF8.GetString(composer.Compose(visit.Value, now))));
    }

    private async Task PostAsync(PipelineDefinition pipeline, string body, CancellationToken stop)
    {
        if (body.Length == 0)
        {
            return;
        }

        try
        {
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("text/plain"));
            using var answer = await _http.PostAsync(new Uri($"/collect/{pipeline.Name}", UriKind.Relative), content, stop);
            if (!answer.IsSuccessStatusCode)
            {
                // Generated events are worth nothing: what is refused is not sent again.
                PostRefused(_logger, pipeline.Name, (int)answer.StatusCode);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // Also one that waited too long for its answer.
            PostFailed(_logger, pipeline.Name, exception.Message);
        }
    }
}
