namespace ActorPipeline.Bench.Cluster;

/// <summary>One broker in a folder of its own, ended and forgotten with this.</summary>
internal sealed class KafkaBroker : IAsyncDisposable
{
    // Brokers keep their controller so far above their port.
    private const int ControllerDistance = 1000;

    private readonly LocalServer _server;

    private KafkaBroker(LocalServer server) => _server = server;

    /// <summary>Where it answers.</summary>
    public string Address => _server.Address;

    /// <summary>Starts it.</summary>
    public static async Task<KafkaBroker> StartAsync(PeerTools tools) => new(await LocalServer.StartAsync(tools.Kafka, [ControllerDistance]));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
