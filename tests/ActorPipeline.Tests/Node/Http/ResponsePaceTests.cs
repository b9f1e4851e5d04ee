using ActorPipeline.Node.Http;
using ActorPipeline.Tests.Node.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace ActorPipeline.Tests.Node.Http;

/// <summary>How slowly clients may send bodies and read answers.</summary>
public sealed class ResponsePaceTests
{
    [Fact]
    public async Task A_listener_takes_and_sends_nothing_slower_than_it_says()
    {
        await using var app = Listener();

        var limits = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal((1_024, 5), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod.TotalSeconds));
        Assert.Equal((1_024, 10), (limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod.TotalSeconds));
    }

    [Fact]
    public async Task What_goes_on_without_end_may_be_read_at_any_pace()
    {
        await using var app = Listener();
        var rate = new Rate { MinDataRate = new MinDataRate(1_024, TimeSpan.FromSeconds(10)) };
        var context = new DefaultHttpContext { RequestServices = app.Services };
        context.Features.Set<IHttpMinResponseDataRateFeature>(rate);

        await EndlessResponse.WriteAsync(context, _ => Task.CompletedTask);

        Assert.Null(rate.MinDataRate);
    }

    private static WebApplication Listener() => ListenerApp
        .CreateBuilder(TestNode.Options().Web.Listener, 1_024, new ConnectionLimits(10, ForProbes: 0), TimeProvider.System, NullLoggerFactory.Instance)
        .Build();

    private sealed class Rate : IHttpMinResponseDataRateFeature
    {
        public MinDataRate? MinDataRate { get; set; }
    }
}
