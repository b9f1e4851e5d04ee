using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Tests.Pbm;

/// <summary>A node as the command line sees it: answers what it is told to, on a free port, and remembers what it was asked.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _routes = new();
    private WebApplication? _app;

    private FakeNode()
    {
    }

    /// <summary>Its address.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What it was asked: method, path and query, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The Authorization header of the last request.</summary>
    public string? Authorization { get; private set; }

    /// <summary>What it makes of its answers in JSON before it sends them.</summary>
    public Func<string, string> Rewrite { get; set; } = answer => answer;

    /// <summary>A node that answers every route with the sample cluster.</summary>
    public static async Task<FakeNode> StartAsync()
    {
        var node = new FakeNode();
        SampleCluster.AddTo(node);
        await node.ListenAsync(0);
        return node;
    }

    /// <summary>Answers a route with JSON.</summary>
    public FakeNode Answer(string route, string json, int status = 200, string type = "application/json") => Answer(route, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(Rewrite(json));
    });

    /// <summary>Answers a route without end.</summary>
    public FakeNode AnswerForEver(string route, string begin, string more, string type = "application/json", int status = 200) => Answer(route, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(begin, context.RequestAborted);
        var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(more, 1 + (256 * 1024 / more.Length))));
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        }
    });

    /// <summary>Answers a route with a problem document.</summary>
    public FakeNode Refuse(string route, int status, string title, string detail) =>
        Answer(route, $$"""{"type":"about:blank","title":"{{title}}","status":{{status}},"detail":"{{detail}}"}""", status, "application/problem+json");

    /// <summary>Answers every route with whatever code does.</summary>
    public FakeNode AnswerAll(RequestDelegate handler)
    {
        _routes.Clear();
        return Answer("GET /*", handler).Answer("POST /*", handler);
    }

    /// <summary>Answers a route with whatever code does.</summary>
    public FakeNode Answer(string route, RequestDelegate handler)
    {
        _routes[route] = handler;
        return this;
    }

    /// <summary>Stops listening: connections break, new ones are refused.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>Listens again where it listened before.</summary>
    public Task RestartAsync() => ListenAsync(new Uri(Address).Port);

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task ListenAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        Address = _app.Urls.Single();
    }

    private Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var route = $"{request.Method} {request.Path}";
        Requests.Enqueue($"{route}{request.QueryString}");
        Authorization = request.Headers.Authorization.ToString() is { Length: > 0 } header ? header : null;
        if (_routes.TryGetValue(route, out var handler) || FindByPrefix(route) is { } general && (handler = general) is not null)
        {
            return handler(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync($$"""{"title":"Not Found","status":404,"detail":"there is nothing at {{request.Path}}"}""");
    }

    // A route that ends with a star answers everything below it.
    private RequestDelegate? FindByPrefix(string route) =>
        _routes.FirstOrDefault(item => item.Key.EndsWith('*') && route.StartsWith(item.Key[..^1], StringComparison.Ordinal)).Value;
}
