using ActorPipeline.Node.Http;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Operators;

/// <summary>Answers the probes while a node waits for the servers it needs, in the place of the operators' listener. Thread safe.</summary>
internal sealed class WaitingListener : IAsyncDisposable
{
    private const int MaxBodyBytes = 1024;

    private readonly WebApplication _app;
    private volatile string _reason = "still starting";

    private WaitingListener(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <exception cref="NodeStartException">The address is in use or not this machine's.</exception>
    public static async Task<WaitingListener> StartAsync(
        ManagementOptions management, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var listener = management.Listener;
        var app = ListenerApp.CreateBuilder(listener, MaxBodyBytes, OperatorsListener.Connections(management), clock, loggers).Build();
        var waiting = new WaitingListener(app);
        ResponseSafety.Use(app);
        app.UseMiddleware<ProblemMiddleware>();
        app.Services.GetRequiredService<ConnectionGate>().Use(app, isProbe: _ => true);
        new HostCheck(ListenAddress.IsLoopback(listener), []).Use(app);
        app.Run(waiting.AnswerAsync);
        waiting.Address = await ListenerApp.StartAsync(app, listener, cancellationToken);
        return waiting;
    }

    public void Say(string reason) => _reason = reason;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/alive":
                return NodeHealth.Alive().WriteAsync(context);
            case "/ready" or "/startup":
                return HealthReport.Of(new HealthCheck("started", false, _reason)).WriteAsync(context);
            default:
                throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "starting", $"this node is not started yet: {_reason}");
        }
    }
}
