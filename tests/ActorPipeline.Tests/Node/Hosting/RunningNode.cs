using System.Text.Json;
using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Hosting;
using ActorPipeline.Node.Settings;
using Xunit;

namespace ActorPipeline.Tests.Node.Hosting;

/// <summary>A whole embedded node in this process, on free ports.</summary>
internal sealed class RunningNode : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new();
    private readonly JsonElement _file;

    private RunningNode(string folder) => _file = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "node.json"))).RootElement;

    public string Operators => _file.GetProperty("operators").GetString()!;

    /// <summary>Starts a node on a folder, does something with it, and stops it in good order.</summary>
    public static async Task RunAsync(string folder, Func<RunningNode, Task> act, params string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var output = new StartWriter();
        using var errors = new StringWriter();
        string[] args = ["--data", folder, "--set", "web.port=0", "--set", "management.port=0", "--set", "logging.level=critical", .. arguments];
        var run = new NodeHost(new NodeEngineFactory(), TimeProvider.System, output, errors).RunAsync(args, stop.Token);
        await Task.WhenAny(run, output.Started.Task).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("", errors.ToString());
        using (var node = new RunningNode(folder))
        {
            await act(node);
        }

        await stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await run.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    public Task<HttpResponseMessage> CollectAsync(string pipeline, HttpContent content) =>
        _http.PostAsync(Address("web", $"/collect/{pipeline}"), content, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(Address("web", path), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> AskAsync(string path) => _http.GetAsync(Address("operators", path), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> TellAsync(string path, HttpContent? content = null) =>
        _http.PostAsync(Address("operators", path), content, TestContext.Current.CancellationToken);

    public void Dispose() => _http.Dispose();

    private Uri Address(string listener, string path) => new(_file.GetProperty(listener).GetString() + path);
}
