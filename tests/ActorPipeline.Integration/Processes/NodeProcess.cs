using System.Net;
using System.Text.Json;

namespace ActorPipeline.Integration.Processes;

/// <summary>A node as its operators run it, and its two listeners.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private NodeProcess(ChildProcess process, NodeAddresses addresses)
    {
        _process = process;
        (Web, Operators) = (new Uri(addresses.Web), new Uri(addresses.Operators));
        Pbm = new Pbm(addresses.Operators);
        Http = new HttpClient { BaseAddress = Web, Timeout = Deadline.Limit };
    }

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

    /// <summary>Starts a node on ports that it can be found on again after a restart.</summary>
    public static Task<NodeProcess> StartAsync(string folder, (int Web, int Operators) ports, CancellationToken cancellationToken) =>
        StartAsync(folder, ports.Web, ports.Operators, cancellationToken);

    /// <summary>Starts a node again where this one was: on the same folder and ports.</summary>
    public Task<NodeProcess> StartAgainAsync(string folder, CancellationToken cancellationToken) =>
        StartAsync(folder, Web.Port, Operators.Port, cancellationToken);

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

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _process.DisposeAsync();
    }

    private static async Task<NodeProcess> StartAsync(string folder, int web, int operators, CancellationToken cancellationToken, params string[] arguments)
    {
        var process = Launch(folder, web, operators, arguments);
        try
        {
            var node = new NodeProcess(process, await AddressesAsync(process, Path.Combine(folder, "node.json"), cancellationToken));
            using var probe = new HttpClient { BaseAddress = node.Operators, Timeout = Deadline.Limit };
            await Deadline.UntilAsync(() => ReadyAsync(probe, cancellationToken), status => status == HttpStatusCode.OK, cancellationToken);
            return node;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static ChildProcess Launch(string folder, int web, int operators, string[] arguments) => ChildProcess.StartDotnet(
        Checkout.Program("ActorPipeline.Node", "ActorPipeline.Node"),
        ["--data", folder, "--set", $"web.port={web}", "--set", $"management.port={operators}", .. arguments]);

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

    private static async Task<HttpStatusCode> ReadyAsync(HttpClient probe, CancellationToken cancellationToken)
    {
        using var answer = await probe.GetAsync(new Uri("/ready", UriKind.Relative), cancellationToken);
        return answer.StatusCode;
    }

    private sealed record NodeAddresses(int Pid, string Web, string Operators);
}
