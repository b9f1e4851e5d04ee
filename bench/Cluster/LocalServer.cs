using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;

namespace ActorPipeline.Bench.Cluster;

/// <summary>A server that a script runs in a folder of its own, ended and forgotten with this.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    // Below what Linux hands out to clients.
    private const int FirstPort = 20_000;
    private const int Ports = 10_000;

    private readonly string _script;
    private readonly string _root;
    private readonly Lock _ending = new();
    private bool _isEnded;

    private LocalServer(string script, int port)
    {
        _script = script;
        _root = Directory.CreateTempSubdirectory($"actor-pipeline-{Path.GetFileName(script)}-").FullName;
        Address = $"127.0.0.1:{port}";
    }

    /// <summary>Where it answers.</summary>
    public string Address { get; }

    /// <summary>The folder that the script knows it by.</summary>
    public string Folder => Path.Combine(_root, "servers");

    /// <summary>Starts it on a free port.</summary>
    /// <param name="script">The script.</param>
    /// <param name="distances">How far above its port it listens too.</param>
    /// <param name="arguments">More of the script's arguments.</param>
    public static async Task<LocalServer> StartAsync(string script, int[] distances, params string[] arguments)
    {
        var port = FreePort(distances);
        var server = new LocalServer(script, port);
        AppDomain.CurrentDomain.ProcessExit += server.End;
        try
        {
            await PeerTools.MustRunAsync(script, ["start", server.Folder, "--port", port.ToString(CultureInfo.InvariantCulture), .. arguments]);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        End(null, EventArgs.Empty);
        return default;
    }

    // Also when this process is told to end: a server outlives who started it. Whoever comes second waits, or the process would be gone before the server.
    private void End(object? sender, EventArgs exit)
    {
        lock (_ending)
        {
            if (!_isEnded)
            {
                _isEnded = true;
                End();
            }
        }
    }

    private void End()
    {
        if (Directory.Exists(Folder))
        {
            using var kill = Process.Start(_script, ["kill", Folder]);
            kill.WaitForExit();
        }

        Directory.Delete(_root, recursive: true);
    }

    private static int FreePort(int[] distances)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        return Enumerable.Range(0, Ports)
            .Select(step => FirstPort + ((Environment.ProcessId + step) % Ports))
            .First(port => !taken.Contains(port) && !distances.Any(distance => taken.Contains(port + distance)));
    }
}
