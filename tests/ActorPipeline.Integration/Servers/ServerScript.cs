using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Servers;

/// <summary>A program beside the checkout that runs real servers in a folder: <c>start</c>, <c>stop</c>, <c>kill</c> and <c>up</c>.</summary>
/// <param name="name">Its name, and its folder's under <c>shared/servers</c>.</param>
/// <param name="heap">The heap of one server, such as <c>512m</c>.</param>
internal sealed class ServerScript(string name, string heap)
{
    // Servers of tests live shortly: what their second compiler takes of the machine it never gives back.
    private static readonly string Tier = Environment.GetEnvironmentVariable("KAFKA_TIER") ?? "1";

    /// <summary>Runs the program and expects it to succeed.</summary>
    /// <returns>What it printed, without the line's end.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        await using var process = ChildProcess.Start(
            "env", [$"{name.ToUpperInvariant()}_HEAP={heap}", $"KAFKA_TIER={Tier}", $"JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel={Tier}", PathOrSkip(), .. arguments]);
        var result = await process.ResultAsync(cancellationToken);
        return result.ExitCode == 0
            ? result.Output.Trim()
            : throw new InvalidOperationException($"{name} {string.Join(' ', arguments)}: exit code {result.ExitCode}: {result.Output}{result.Errors}");
    }

    private string PathOrSkip()
    {
        var script = Checkout.Shared(Path.Combine("servers", name, name));
        var missing = script is null ? $"there is no shared/servers/{name} beside the checkout"
            : HasJava() ? null
            : "there is no Java 17 to run it on (java on the PATH, or JAVA_HOME)";
        if (missing is not null && Checkout.IsContinuousIntegration)
        {
            Assert.Fail($"{name}: {missing}");
        }

        Assert.SkipWhen(missing is not null, $"{name}: {missing}");
        return script!;
    }

    private static bool HasJava() => Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home
        ? File.Exists(Path.Combine(home, "bin", "java"))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "java")));
}
