using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorPipeline.Integration.Processes;

/// <summary>A process that does not outlive its test.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private readonly Process _process;
    private readonly ProcessOutput _output;
    private readonly ProcessOutput _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _output = new ProcessOutput(process.StandardOutput);
        _errors = new ProcessOutput(process.StandardError);
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it is over.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it has written to standard error so far, and how it ended.</summary>
    public string Errors => _process.HasExited ? $"{_errors.SoFar}(ended with exit code {_process.ExitCode})\n" : _errors.SoFar;

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string program, params string[] arguments) => Start(program, Nothing, arguments);

    /// <summary>Starts a program with variables of its own.</summary>
    public static ChildProcess Start(string program, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_COLOR"] = "1" },
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Starts a program of the product as its users do: <c>dotnet PROGRAM.dll</c>.</summary>
    public static ChildProcess StartDotnet(string assembly, params string[] arguments) => StartDotnet(assembly, Nothing, arguments);

    /// <inheritdoc cref="StartDotnet(string, string[])"/>
    public static ChildProcess StartDotnet(string assembly, IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        Start(Dotnet, variables, [assembly, .. arguments]);

    /// <summary>Starts a program of the product as from a shell that bounds what it may use.</summary>
    /// <param name="limit">What <c>ulimit</c> is told, such as <c>-n 512</c>.</param>
    public static ChildProcess StartLimited(string limit, string assembly, params string[] arguments) =>
        Start("/bin/sh", ["-c", "ulimit $0 && exec \"$@\"", limit, Dotnet, assembly, .. arguments]);

    /// <summary>Waits until it ends by itself.</summary>
    /// <exception cref="TimeoutException">It does not; the message holds what it wrote last.</exception>
    public async Task<ProcessResult> ResultAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Deadline.ForExit(_process, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"process {Id} has not ended; it wrote last:\n{ProcessOutput.LastOf(Errors)}", exception);
        }

        return new ProcessResult(_process.ExitCode, await Deadline.For(_output.Whole, cancellationToken), await Deadline.For(_errors.Whole, cancellationToken));
    }

    /// <summary>Ends it as a power cut would: SIGKILL.</summary>
    public async Task<ProcessResult> KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        return await ResultAsync(cancellationToken);
    }

    /// <summary>Asks it to stop: SIGTERM.</summary>
    public Task<ProcessResult> TerminateAsync(CancellationToken cancellationToken)
    {
        Send(SigTerm);
        return ResultAsync(cancellationToken);
    }

    /// <summary>Lets it stand still: SIGSTOP. Its connections stay open, and it does nothing until <see cref="Resume"/>.</summary>
    public void Pause() => Send(SigStop);

    /// <summary>Lets it go on: SIGCONT.</summary>
    public void Resume() => Send(SigCont);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // A browser has children of its own; they end with it.
            _process.Kill(entireProcessTree: true);
            await Deadline.ForExit(_process, CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (Signal(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"process {_process.Id} takes no signal: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}

/// <summary>What a process left behind.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Errors);
