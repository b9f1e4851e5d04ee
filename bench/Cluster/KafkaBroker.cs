using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorPipeline.Bench.Cluster;

/// <summary>One broker in a folder of its own, ended and forgotten with this.</summary>
internal sealed class KafkaBroker : IAsyncDisposable
{
    // Brokers keep their controller so far above their port.
    private const int ControllerDistance = 1000;

    private readonly PeerTools _tools;
    private readonly string _folder;

    private KafkaBroker(PeerTools tools, string folder, int port)
    {
        _tools = tools;
        _folder = folder;
        Address = $"127.0.0.1:{port}";
    }

    /// <summary>Where it answers.</summary>
    public string Address { get; }

    /// <summary>Starts it.</summary>
    public static async Task<KafkaBroker> StartAsync(PeerTools tools)
    {
        var folder = Directory.CreateTempSubdirectory("actor-pipeline-kafka-").FullName;
        var port = FreePort();
        var broker = new KafkaBroker(tools, folder, port);
        AppDomain.CurrentDomain.ProcessExit += broker.End;
        await PeerTools.MustRunAsync(tools.Kafka, "start", broker.Servers, "--port", port.ToString(CultureInfo.InvariantCulture));
        return broker;
    }

    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        End(null, EventArgs.Empty);
        return default;
    }

    // Also when this process is told to end: a broker outlives who started it.
    private void End(object? sender, EventArgs exit)
    {
        using var kill = Process.Start(_tools.Kafka, ["kill", Servers]);
        kill.WaitForExit();
        Directory.Delete(_folder, recursive: true);
    }

    private string Servers => Path.Combine(_folder, "servers");

    private static int FreePort()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + ControllerDistance);
                second.Start();
                return port;
            }
            catch (Exception taken) when (taken is SocketException or ArgumentOutOfRangeException)
            {
                Debug.WriteLine($"port {port + ControllerDistance} is taken");
            }
        }
    }
}
