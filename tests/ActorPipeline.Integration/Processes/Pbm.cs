using System.Text.Json;
using Xunit;

namespace ActorPipeline.Integration.Processes;

/// <summary>The operators' command line, asking one node.</summary>
internal sealed class Pbm(string node)
{
    /// <summary>Begins a command that prints JSON.</summary>
    public ChildProcess Start(params string[] arguments) => Begin("json", arguments);

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>The document it prints.</returns>
    public async Task<JsonElement> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        JsonElement.Parse(await OutputAsync("json", arguments, cancellationToken));

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>The table it prints.</returns>
    public Task<string> TextAsync(CancellationToken cancellationToken, params string[] arguments) => OutputAsync("table", arguments, cancellationToken);

    /// <summary>Runs a command that may fail.</summary>
    /// <returns>Its exit code and the table it prints.</returns>
    public async Task<(int ExitCode, string Table)> TryTextAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await ResultAsync("table", arguments, cancellationToken);
        return (result.ExitCode, result.Output);
    }

    /// <summary>All rows of a view.</summary>
    public async Task<IReadOnlyList<JsonElement>> RowsAsync(string pipeline, string view, CancellationToken cancellationToken) =>
        [.. (await RunAsync(cancellationToken, "view", "rows", pipeline, view, "--limit", "1000000")).EnumerateArray()];

    /// <summary>The pipeline's counters.</summary>
    public async Task<Counters> CountersAsync(string pipeline, CancellationToken cancellationToken) =>
        (await RunAsync(cancellationToken, "pipeline", "status", pipeline)).Deserialize<Counters>(Counters.Json)!;

    /// <summary>Waits until everything accepted has been applied and all windows are closed.</summary>
    public Task FlushAsync(string pipeline, CancellationToken cancellationToken) => RunAsync(cancellationToken, "events", "wait", pipeline, "--flush");

    private ChildProcess Begin(string format, string[] arguments) =>
        ChildProcess.StartDotnet(Checkout.Program("ActorPipeline.Pbm", "pbm"), ["--node", node, "-o", format, .. arguments]);

    private async Task<ProcessResult> ResultAsync(string format, string[] arguments, CancellationToken cancellationToken)
    {
        await using var process = Begin(format, arguments);
        return await process.ResultAsync(cancellationToken);
    }

    private async Task<string> OutputAsync(string format, string[] arguments, CancellationToken cancellationToken)
    {
        var result = await ResultAsync(format, arguments, cancellationToken);
        Assert.True(result.ExitCode == 0, $"pbm {string.Join(' ', arguments)}: exit code {result.ExitCode}: {result.Errors}");
        return result.Output;
    }
}
