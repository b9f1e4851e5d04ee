using ActorPipeline.Node.Live;
using ActorPipeline.Node.Serving;
using ActorPipeline.Serving;
using ActorPipeline.Tests.Node.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActorPipeline.Tests.Node.Live;

/// <summary>The hub on a real server on a free loopback port.</summary>
internal sealed class LiveHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ViewReads _reads;

    private LiveHost(WebApplication app, FakePipeline pipeline, MemoryRowStore store, ManualTime time, ViewReads reads) =>
        (_app, Pipeline, Store, Time, _reads) = (app, pipeline, store, time, reads);

    public FakePipeline Pipeline { get; }

    public MemoryRowStore Store { get; }

    public ManualTime Time { get; }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<LiveHost> StartAsync(LiveOptions? options = null, TimeProvider? clock = null)
    {
        var store = new MemoryRowStore();
        var pipeline = new FakePipeline(store);
        var time = new ManualTime();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(clock ?? time);
        var reads = TestReads.Of(store, time);
        builder.Services.AddSingleton(reads.Live);
        builder.Services.AddSingleton<IReadOnlyDictionary<string, IPipelineRuntime>>(new Dictionary<string, IPipelineRuntime> { ["site"] = pipeline });
        builder.Services.AddLive(options);
        var app = builder.Build();
        app.UseWebSockets();
        app.MapLive();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new LiveHost(app, pipeline, store, time, reads);
    }

    public Task<LiveClient> ConnectAsync(string? origin = null) => LiveClient.ConnectAsync(Address, origin);

    /// <summary>Completes as soon as the hub waits for the clock.</summary>
    public Task WhenWaitingAsync() => Time.WhenAwaited().WaitAsync(LiveClient.Patience);

    /// <summary>Moves the clock on once the hub waits for it.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await WhenWaitingAsync();
        Time.Advance(by);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _reads.Dispose();
    }
}
