using System.Net;
using ActorPipeline.Integration.Processes;

namespace ActorPipeline.Integration.Cluster;

/// <summary>A node of a cluster over its restarts: one id, one folder, the same ports.</summary>
/// <param name="id">Its id.</param>
/// <param name="folder">Its data folder.</param>
/// <param name="ports">Its ports.</param>
/// <param name="arguments">What else it is started with.</param>
internal sealed class ClusterNode(string id, string folder, (int Web, int Operators) ports, string[] arguments) : IAsyncDisposable
{
    private readonly List<string> _logs = [];
    private string[] _arguments = arguments;
    private NodeProcess? _process;
    private long _peakBytes;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>Its data folder; another one takes effect when it is started again.</summary>
    public string Folder { get; set; } = folder;

    /// <summary>Variables of its process; others take effect when it is started again.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether it should be running now.</summary>
    public bool IsUp => _process is not null;

    /// <summary>The running process.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public NodeProcess Process => _process ?? throw new InvalidOperationException($"node {id} is not running");

    /// <summary>How often the others have removed it when nobody meant them to, and it was started again.</summary>
    public int Removals { get; private set; }

    /// <summary>What it has logged, of all its runs.</summary>
    public string Log => string.Concat([.. _logs, _process?.Errors ?? ""]);

    /// <summary>The most memory it was seen to hold, over all its runs: the kernel's peak of the resident set, in bytes.</summary>
    public long PeakBytes => _peakBytes = Math.Max(_peakBytes, _process is { HasExited: false } process ? PeakOf(process.Id) : 0);

    /// <summary>Sets something, <c>path=value</c>, that takes effect when it is started the next time.</summary>
    public void With(string setting) => _arguments = [.. _arguments, "--set", setting];

    /// <summary>Starts it, or starts it again, and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await LaunchAsync(cancellationToken);
        await Process.AwaitReadyAsync(cancellationToken);
    }

    /// <summary>As <see cref="StartAsync"/>, under load: when the others remove it while it starts, since it was silent for too long, it is started again.</summary>
    public async Task StartSupervisedAsync(CancellationToken cancellationToken)
    {
        await LaunchAsync(cancellationToken);
        await Deadline.UntilAsync(() => SupervisedReadinessAsync(cancellationToken), readiness => readiness.Status == HttpStatusCode.OK, cancellationToken);
    }

    /// <summary>Starts it again when the others have removed it, as its supervisor does; that it ends in another way is an error.</summary>
    public async Task SuperviseAsync(CancellationToken cancellationToken)
    {
        if (Process.HasExited)
        {
            await AwaitRemovalAsync(cancellationToken);
            Removals++;
            await LaunchAsync(cancellationToken);
        }
    }

    /// <summary>Starts it and waits until it serves its operators, ready or not.</summary>
    public async Task LaunchAsync(CancellationToken cancellationToken) =>
        _process = await NodeProcess.LaunchAsync(Folder, ports, Variables, cancellationToken, _arguments);

    /// <summary>Runs it until it gives up by itself.</summary>
    public Task<ProcessResult> RunAsync(CancellationToken cancellationToken) => NodeProcess.RunAsync(Folder, cancellationToken, _arguments);

    /// <inheritdoc cref="NodeProcess.KillAsync"/>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _ = PeakBytes;
        await EndedAsync(await Process.KillAsync(cancellationToken));
    }

    /// <summary>Asks it to stop, which it must do in order.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        _ = PeakBytes;
        await EndedInOrderAsync(await Process.TerminateAsync(cancellationToken));
    }

    /// <summary>Waits until it ends by itself, in order, as after <c>pbm cluster leave</c>.</summary>
    /// <inheritdoc cref="TerminateAsync"/>
    public async Task AwaitEndAsync(CancellationToken cancellationToken)
    {
        _ = PeakBytes;
        await EndedInOrderAsync(await Process.ResultAsync(cancellationToken));
    }

    /// <summary>Waits until it ends because the others have removed it.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code.</exception>
    public async Task AwaitRemovalAsync(CancellationToken cancellationToken)
    {
        const int Removed = 5;
        var result = await Process.ResultAsync(cancellationToken);
        await EndedAsync(result);
        if (result.ExitCode != Removed)
        {
            throw new InvalidOperationException($"node {id} ended with exit code {result.ExitCode}, expected {Removed}: {result.Errors}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            _ = PeakBytes;

            // A process that stands still does not even end.
            if (!process.HasExited)
            {
                process.Resume();
            }

            _logs.Add(process.Errors);
            _process = null;
            await process.DisposeAsync();
        }
    }

    private static long PeakOf(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.PeakWorkingSet64;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It ended just now.
            return 0;
        }
    }

    private async Task<Readiness> SupervisedReadinessAsync(CancellationToken cancellationToken)
    {
        await SuperviseAsync(cancellationToken);
        return await Process.ReadinessAsync(cancellationToken);
    }

    private async Task EndedInOrderAsync(ProcessResult result)
    {
        await EndedAsync(result);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"node {id} ended with exit code {result.ExitCode}: {result.Errors}");
        }
    }

    private async Task EndedAsync(ProcessResult result)
    {
        _logs.Add(result.Errors);
        var process = Process;
        _process = null;
        await process.DisposeAsync();
    }
}
