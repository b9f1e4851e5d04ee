using System.Net.WebSockets;
using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Dashboard;

/// <summary>A page in a real browser, asked over the DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    // What the browser answers with when a page has no context of execution (V8's dispatcher, DispatchCode::SERVER_ERROR).
    private const int PageIsLoading = -32000;

    private readonly TemporaryFolder _profile;
    private readonly ChildProcess _process;
    private readonly ClientWebSocket _socket = new();
    private int _lastId;

    private Browser(TemporaryFolder profile, ChildProcess process) => (_profile, _process) = (profile, process);

    /// <summary>Opens a page, or skips the test where there is no browser.</summary>
    public static async Task<Browser> OpenOrSkipAsync(Uri page, CancellationToken cancellationToken)
    {
        Assert.SkipWhen(!File.Exists(Program) && !Checkout.IsContinuousIntegration, $"there is no browser at {Program}");
        var profile = new TemporaryFolder();
        var browser = new Browser(profile, ChildProcess.Start(
            Program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-breakpad",
            "--remote-debugging-port=0",
            $"--user-data-dir={profile.Path}",
            page.AbsoluteUri));
        try
        {
            await browser.ConnectAsync(cancellationToken);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Evaluates an expression on the page.</summary>
    /// <returns>Its value; undefined while the page is loading, or when the expression has none.</returns>
    public async Task<JsonElement> EvaluateAsync(string expression, CancellationToken cancellationToken)
    {
        var id = ++_lastId;
        var request = new { id, method = "Runtime.evaluate", @params = new { expression, returnByValue = true } };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(request), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        while (true)
        {
            var message = await Deadline.For(ReceiveAsync(cancellationToken), cancellationToken);
            if (message.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
            {
                return ValueOf(message, expression);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _process.DisposeAsync();
        _profile.Dispose();
    }

    private static JsonElement ValueOf(JsonElement message, string expression)
    {
        if (message.TryGetProperty("error", out var error))
        {
            // The page was loading: there was nothing to evaluate in, or it went away meanwhile.
            return error.GetProperty("code").GetInt32() == PageIsLoading ? default : throw new InvalidOperationException($"{expression}: {error}");
        }

        var answer = message.GetProperty("result");
        return answer.TryGetProperty("exceptionDetails", out var failure)
            ? throw new InvalidOperationException($"{expression}: {failure}")
            : answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var port = await Deadline.UntilAsync(() => PortAsync(cancellationToken), port => port is not null, cancellationToken);
        using var http = new HttpClient { Timeout = Deadline.Limit };
        var page = await Deadline.UntilAsync(
            () => PageAsync(http, new Uri($"http://127.0.0.1:{port}/json/list"), cancellationToken), page => page is not null, cancellationToken);
        await _socket.ConnectAsync(new Uri(page!), cancellationToken);
    }

    // The browser writes the file when it listens: port, then path.
    private async Task<string?> PortAsync(CancellationToken cancellationToken)
    {
        var file = _profile.Of("DevToolsActivePort");
        return File.Exists(file) && (await File.ReadAllLinesAsync(file, cancellationToken)) is [var port, _, ..] ? port : null;
    }

    private static async Task<string?> PageAsync(HttpClient http, Uri list, CancellationToken cancellationToken) =>
        JsonElement.Parse(await http.GetStringAsync(list, cancellationToken)).EnumerateArray()
            .Where(target => target.GetProperty("type").GetString() == "page")
            .Select(target => target.GetProperty("webSocketDebuggerUrl").GetString())
            .FirstOrDefault();

    private async Task<JsonElement> ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            message.Write(buffer.AsSpan(0, part.Count));
        }
        while (!part.EndOfMessage);
        return JsonElement.Parse(message.ToArray());
    }
}
