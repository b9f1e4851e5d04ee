using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var terminal = new SystemTerminal();
        return await RunAsync(args, terminal.Host, terminal.Interrupts);
    }

    /// <summary>Runs one command, or the interactive prompt when there is none and both ends are a terminal.</summary>
    /// <param name="args">The arguments as the shell gave them.</param>
    /// <param name="host">What the tool reads from and writes to.</param>
    /// <returns>The process's exit code: see <see cref="ExitCode"/>.</returns>
    internal static Task<int> RunAsync(IReadOnlyList<string> args, PbmHost host, IInterrupts interrupts) =>
        new PbmApplication(host, interrupts).RunAsync(args);
}
