using System.Globalization;
using Xunit;

namespace ActorPipeline.Integration.Processes;

/// <summary>A wrong clock for a process of .NET, that can be set while it runs: a library that is loaded before all others.</summary>
internal sealed class ShiftedClock : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ShiftedClock()
    {
    }

    /// <summary>What a process is started with to go by this clock.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["SHIFTED_CLOCK"] = Offset };

    private string Library => _folder.Of("shifted-clock.so");

    private string Offset => _folder.Of("seconds");

    /// <summary>Makes a clock that is right, or skips the test where there is no compiler; CI fails there.</summary>
    public static async Task<ShiftedClock> MakeOrSkipAsync(CancellationToken cancellationToken)
    {
        var clock = new ShiftedClock();
        try
        {
            await clock.CompileOrSkipAsync(cancellationToken);
            clock.Shift(0);
            return clock;
        }
        catch
        {
            clock.Dispose();
            throw;
        }
    }

    /// <summary>Sets the clock off by so many seconds, for every process that goes by it.</summary>
    public void Shift(int seconds) => File.WriteAllText(Offset, seconds.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task CompileOrSkipAsync(CancellationToken cancellationToken)
    {
        var hasCompiler = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "gcc")));
        if (!hasCompiler && Checkout.IsContinuousIntegration)
        {
            Assert.Fail("there is no gcc");
        }

        Assert.SkipUnless(hasCompiler, "no clock can be set wrong: there is no gcc");
        var source = Path.Combine(Checkout.Root, "tests", "ActorPipeline.Integration", "Processes", "ShiftedClock.c");
        await using var compiler = ChildProcess.Start("gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", Library, source, "-ldl");
        var result = await compiler.ResultAsync(cancellationToken);
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}
