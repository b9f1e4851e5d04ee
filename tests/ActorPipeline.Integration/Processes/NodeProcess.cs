using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ActorPipeline.Integration.Processes;

/// <summary>A node as its operators run it, and its two listeners.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string[] _arguments;

    private NodeProcess(ChildProcess process, NodeAddresses addresses, string[] arguments)
    {
        (_process, _arguments) = (process, arguments);
        (Web, Operators) = (new Uri(addresses.Web), new Uri(addresses.Operators));
        Pbm = new Pbm(addresses.Operators);
        Http = new HttpClient { BaseAddress = Web, Timeout = Deadline.Limit };
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the process is over.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it has logged so far.</summary>
    public string Errors => _process.Errors;

    /// <summary>Address of the web listener.</summary>
    public Uri Web { get; }

    /// <summary>Address of the operators' listener.</summary>
    public Uri Operators { get; }

    /// <summary>Speaks to the web listener.</summary>
    public HttpClient Http { get; }

    /// <summary>Speaks to the operators' listener.</summary>
    public Pbm Pbm { get; }

    /// <summary>Starts a node on free ports and waits until it is ready.</summary>
    public static Task<NodeProcess> StartAsync(string folder, CancellationToken cancellationToken, params string[] arguments) =>
        StartAsync(folder, 0, 0, cancellationToken, arguments);

    /// <summary>Starts a node on ports that it can be found on again after a restart, and waits until it is ready.</summary>
    public static Task<NodeProcess> StartAsync(
        string folder, (int Web, int Operators) ports, CancellationToken cancellationToken, params string[] arguments) =>
        StartAsync(folder, ports.Web, ports.Operators, cancellationToken, arguments);

    /// <summary>Starts a node again where this one was: on the same folder and ports.</summary>
    public Task<NodeProcess> StartAgainAsync(string folder, CancellationToken cancellationToken) =>
        StartAsync(folder, Web.Port, Operators.Port, cancellationToken, _arguments);

    /// <summary>Starts a node from a shell that bounds what it may use, and waits until it is ready.</summary>
    /// <inheritdoc cref="ChildProcess.StartLimited"/>
    public static Task<NodeProcess> StartLimitedAsync(string folder, string limit, CancellationToken cancellationToken) =>
        StartedAsync(ChildProcess.StartLimited(limit, Program, Arguments(folder, 0, 0, [])), folder, [], cancellationToken);

    /// <summary>Starts a node from a shell that bounds what it may use, and that is expected to give up.</summary>
    /// <inheritdoc cref="ChildProcess.StartLimited"/>
    public static async Task<ProcessResult> RunLimitedAsync(string folder, string limit, CancellationToken cancellationToken)
    {
        await using var process = ChildProcess.StartLimited(limit, Program, Arguments(folder, 0, 0, []));
        return await process.ResultAsync(cancellationToken);
    }

    /// <summary>Starts a node with variables of its own and waits until it answers probes, ready or not.</summary>
    public static async Task<NodeProcess> LaunchAsync(
        string folder, (int Web, int Operators) ports, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken, params string[] arguments)
    {
        var process = ChildProcess.StartDotnet(Program, variables, Arguments(folder, ports.Web, ports.Operators, arguments));
        var node = new NodeProcess(process, Addresses(ports), arguments);
        try
        {
            await node.UntilAsync(readiness => readiness.Status != default, cancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node that is expected to give up.</summary>
    public static async Task<ProcessResult> RunAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var process = Launch(folder, 0, 0, arguments);
        return await process.ResultAsync(cancellationToken);
    }

    /// <summary>The pipeline's counters.</summary>
    public async Task<Counters> CountersAsync(string pipeline, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<Counters>(
            await Http.GetStringAsync(new Uri(Operators, $"/pbm/pipelines/{pipeline}/status"), cancellationToken), Counters.Json)!;

    /// <inheritdoc cref="ChildProcess.KillAsync"/>
    public Task<ProcessResult> KillAsync(CancellationToken cancellationToken) => _process.KillAsync(cancellationToken);

    /// <inheritdoc cref="ChildProcess.TerminateAsync"/>
    public Task<ProcessResult> TerminateAsync(CancellationToken cancellationToken) => _process.TerminateAsync(cancellationToken);

    /// <inheritdoc cref="ChildProcess.ResultAsync"/>
    public Task<ProcessResult> ResultAsync(CancellationToken cancellationToken) => _process.ResultAsync(cancellationToken);

    /// <inheritdoc cref="ChildProcess.Pause"/>
    public void Pause() => _process.Pause();

    /// <inheritdoc cref="ChildProcess.Resume"/>
    public void Resume() => _process.Resume();

    /// <summary>What <c>/ready</c> says, and with which status: none where the node does not answer.</summary>
    public async Task<Readiness> ReadinessAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Operators, "/ready"), cancellationToken);
            return new Readiness(answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return new Readiness(default, exception.Message);
        }
    }

    /// <summary>Waits until the node can take and count events.</summary>
    /// <exception cref="InvalidOperationException">It gave up.</exception>
    /// <exception cref="TimeoutException">It still cannot; the message holds what it says.</exception>
    public Task AwaitReadyAsync(CancellationToken cancellationToken) => UntilAsync(readiness => readiness.Status == HttpStatusCode.OK, cancellationToken);

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _process.DisposeAsync();
    }

    private static Task<NodeProcess> StartAsync(string folder, int web, int operators, CancellationToken cancellationToken, params string[] arguments) =>
        StartedAsync(Launch(folder, web, operators, arguments), folder, arguments, cancellationToken);

    private static async Task<NodeProcess> StartedAsync(ChildProcess process, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var node = new NodeProcess(process, await AddressesAsync(process, Path.Combine(folder, "node.json"), cancellationToken), arguments);
            await node.AwaitReadyAsync(cancellationToken);
            return node;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static NodeAddresses Addresses((int Web, int Operators) ports) => new(0, $"http://127.0.0.1:{ports.Web}", $"http://127.0.0.1:{ports.Operators}");

    private Task<Readiness> UntilAsync(Func<Readiness, bool> isExpected, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(isExpected))] string expected = "") =>
        Deadline.UntilAsync(
            async () => HasExited ? throw await FailureAsync(_process, cancellationToken) : await ReadinessAsync(cancellationToken), isExpected, cancellationToken, expected);

    private static string Program => Checkout.Program("ActorPipeline.Node", "ActorPipeline.Node");

    private static ChildProcess Launch(string folder, int web, int operators, string[] arguments) =>
        ChildProcess.StartDotnet(Program, Arguments(folder, web, operators, arguments));

    private static string[] Arguments(string folder, int web, int operators, string[] arguments) =>
        ["--data", folder, "--set", $"web.port={web}", "--set", $"management.port={operators}", .. arguments];

    // A killed node leaves its file behind: only the one that bears the new process's id counts.
    private static async Task<NodeAddresses> AddressesAsync(ChildProcess process, string file, CancellationToken cancellationToken)
    {
        var addresses = await Deadline.UntilAsync(
            async () => process.HasExited ? throw await FailureAsync(process, cancellationToken) : await ReadAsync(file, cancellationToken),
            node => node?.Pid == process.Id,
            cancellationToken);
        return addresses!;
    }

    private static async Task<InvalidOperationException> FailureAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        var result = await process.ResultAsync(cancellationToken);
        return new InvalidOperationException($"the node ended with exit code {result.ExitCode}: {result.Errors}");
    }

    private static async Task<NodeAddresses?> ReadAsync(string file, CancellationToken cancellationToken) =>
        File.Exists(file) ? JsonSerializer.Deserialize<NodeAddresses>(await File.ReadAllTextAsync(file, cancellationToken), JsonSerializerOptions.Web) : null;

    private sealed record NodeAddresses(int Pid, string Web, string Operators);
}

/// <summary>An answer of <c>/ready</c>.</summary>
internal sealed record Readiness(HttpStatusCode Status, string Report);
