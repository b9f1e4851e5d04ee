using System.Diagnostics;
using System.Globalization;
using ActorPipeline.Integration.Processes;

namespace ActorPipeline.Integration.Servers;

/// <summary>Servers of one kind in a folder of their own, ended with the test that started them.</summary>
internal abstract class RealServers : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerScript _script;

    /// <summary>Makes servers that do not run yet.</summary>
    protected RealServers(ServerScript script) => _script = script;

    /// <summary>Their folder.</summary>
    public string Folder => _folder.Of("servers");

    /// <summary>Ends a server as a power cut would.</summary>
    /// <param name="server">Its number from 1, or null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task KillAsync(int? server, CancellationToken cancellationToken) => RunAsync("kill", server, cancellationToken);

    /// <summary>Asks a server to stop, and waits for it.</summary>
    /// <inheritdoc cref="KillAsync"/>
    public Task StopAsync(int? server, CancellationToken cancellationToken) => RunAsync("stop", server, cancellationToken);

    /// <summary>Starts a stopped server again on its data, and waits until it answers.</summary>
    /// <inheritdoc cref="KillAsync"/>
    public Task UpAsync(int? server, CancellationToken cancellationToken) => RunAsync("up", server, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var process in Pids())
        {
            End(process);
        }

        KeepLogs();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts the servers, or skips the test where they cannot run; CI fails there.</summary>
    /// <returns>What the program printed: where they answer.</returns>
    protected Task<string> StartAsync(CancellationToken cancellationToken, params string[] arguments) =>
        _script.RunAsync(cancellationToken, ["start", Folder, .. arguments]);

    /// <summary>Runs one of the servers' own tools.</summary>
    protected Task<string> RunToolAsync(CancellationToken cancellationToken, params string[] arguments) => _script.RunAsync(cancellationToken, arguments);

    /// <summary>A port such that it and others at fixed distances from it are free.</summary>
    protected static int FreePort(params int[] distances) => FreePorts.Block(distances);

    private Task<string> RunAsync(string command, int? server, CancellationToken cancellationToken) =>
        _script.RunAsync(cancellationToken, server is { } number ? [command, Folder, number.ToString(CultureInfo.InvariantCulture)] : [command, Folder]);

    // The program notes the process ids of what it starts; what is no longer running has taken its file along or left an old one.
    private IEnumerable<int> Pids() => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "pid", SearchOption.AllDirectories).Select(file => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture))
        : [];

    // What a server says of itself tells why a cluster that waits for it waits.
    private void KeepLogs()
    {
        if (Environment.GetEnvironmentVariable("AP_TEST_LOGS") is not { Length: > 0 } logs || !Directory.Exists(Folder))
        {
            return;
        }

        foreach (var log in Directory.EnumerateDirectories(Folder).SelectMany(server => Directory.EnumerateFiles(server, "*.log")))
        {
            File.Copy(log, Path.Combine(logs, $"{GetType().Name}-{Path.GetFileName(Path.GetDirectoryName(log))}-{Path.GetFileName(log)}"), overwrite: true);
        }
    }

    private static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (process.ProcessName == "java")
            {
                process.Kill();
                process.WaitForExit(Deadline.Limit);
            }
        }
        catch (ArgumentException)
        {
            // Not running any more.
        }
    }
}
