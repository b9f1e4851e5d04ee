using System.Diagnostics;
using Xunit;

namespace ActorPipeline.Tests.Embedded;

/// <summary>Runs the process that is there to be killed.</summary>
internal static class VictimProcess
{
    /// <summary>Starts it, and kills it once it has acknowledged so much.</summary>
    /// <returns>Every line that it printed.</returns>
    internal static async Task<List<string>> RunAndKillAsync(string mode, string folder, int acknowledgements, CancellationToken ended)
    {
        using var victim = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ActorPipeline.Victim"), [mode, folder])
        {
            RedirectStandardOutput = true,
        })!;
        var lines = new List<string>();
        while (await victim.StandardOutput.ReadLineAsync(ended) is { } line)
        {
            lines.Add(line);
            if (lines.Count == acknowledgements)
            {
                victim.Kill();
            }
        }

        await victim.WaitForExitAsync(ended);
        Assert.True(lines.Count >= acknowledgements, $"the process ended by itself after {lines.Count} acknowledgements");
        return lines;
    }
}
