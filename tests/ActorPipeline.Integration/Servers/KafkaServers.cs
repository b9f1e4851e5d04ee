using System.Globalization;

namespace ActorPipeline.Integration.Servers;

/// <summary>Real Kafka brokers.</summary>
internal sealed class KafkaServers : RealServers
{
    private KafkaServers()
        : base(new ServerScript("kafka", "384m"))
    {
    }

    /// <summary>Where they answer: <c>host:port,host:port</c>.</summary>
    public string BootstrapServers { get; private set; } = "";

    /// <summary>Runs Kafka's own tool for topics.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="arguments">Its arguments but the servers.</param>
    public Task TopicsAsync(CancellationToken cancellationToken, params string[] arguments) =>
        RunToolAsync(cancellationToken, ["topics", "--bootstrap-server", BootstrapServers, .. arguments]);

    /// <summary>Starts brokers on free ports, or skips the test where they cannot run.</summary>
    /// <param name="brokers">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="settings">Broker settings as <c>name=value</c>.</param>
    public static async Task<KafkaServers> StartOrSkipAsync(int brokers, CancellationToken cancellationToken, params string[] settings)
    {
        var servers = new KafkaServers();
        try
        {
            // Broker i listens on the port plus i, its controller 1,000 above.
            var port = FreePort([.. Enumerable.Range(0, brokers).SelectMany(broker => (int[])[broker, broker + 1000])]);
            servers.BootstrapServers = await servers.StartAsync(
                cancellationToken,
                ["--brokers", $"{brokers}", "--port", port.ToString(CultureInfo.InvariantCulture), .. settings.SelectMany(setting => (string[])["--set", setting])]);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }
}
