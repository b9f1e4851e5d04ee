using ActorPipeline.Cluster;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Placement;
using ActorPipeline.Log;
using ActorPipeline.Pipelines;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;
using ActorPipeline.Store;

namespace ActorPipeline.Node.Hosting;

/// <summary>Makes the engine of a cluster's node: log and placement on Kafka, views on Cassandra, the other nodes over the log.</summary>
internal static class ClusterEngine
{
    /// <summary>Connects to the servers and starts the pipelines.</summary>
    /// <exception cref="EventLogException">Kafka does not answer, or refuses.</exception>
    /// <exception cref="ViewStoreException">Cassandra does not answer, or refuses.</exception>
    /// <exception cref="PlacementException">This node cannot take part.</exception>
    public static async ValueTask<INodeEngine> StartAsync(NodeStart start, IReadOnlyCollection<PlacedRole> roles, CancellationToken cancellationToken)
    {
        var options = EngineOptionsReader.Read(start.Configuration.Cursor(), start.Options.NodeId);
        var owned = new Stack<IAsyncDisposable>();
        PlacedParts parts;
        try
        {
            var log = Own(owned, new KafkaEventLog(LogOptions(start.Options), start.Clock, start.Loggers.CreateLogger<KafkaEventLog>()));
            var views = Own(owned, await CassandraViews.OpenAsync(start.Options, start.Clock, start.Loggers, cancellationToken));
            var placement = Own(owned, new KafkaPlacement(LogOptions(start.Options), PlacementOptions(start.Options, roles), start.Clock, start.Loggers.CreateLogger<KafkaPlacement>()));
            var actors = Own(owned, Kernel.ActorSystem.Create("bus", new Kernel.ActorSystemOptions { TimeProvider = start.Clock, LoggerFactory = start.Loggers }));
            var bus = Own(owned, ClusterBus.Start(log, actors, BusOptions(start.Options.Cluster), Profile(start.Options), options.Instance, views));
            await RefuseTwinAsync(bus, start, cancellationToken);
            parts = new PlacedParts(log, views, EngineHost.OnThreadPool(start.Clock, start.Loggers), options, placement, bus, actors);
        }
        catch
        {
            foreach (var part in owned)
            {
                await part.DisposeAsync();
            }

            throw;
        }

        return await NodeEngine.StartAsync(start, parts, PipelineFingerprint.Of, cancellationToken);
    }

    // Kafka lets the newest member of an id take the place of the one before it: a node that is told to bear the id of one at work must not get so far.
    private static async Task RefuseTwinAsync(ClusterBus bus, NodeStart start, CancellationToken cancellationToken)
    {
        while (!bus.HearsItself)
        {
            await Task.Delay(start.Options.Cluster.AnnounceInterval / 4, start.Clock, cancellationToken);
            if (bus.Trouble is { } trouble)
            {
                throw new EventLogException(trouble);
            }
        }

        await Task.Delay(start.Options.Cluster.AnnounceInterval * 1.5, start.Clock, cancellationToken);
        if (bus.Members.FirstOrDefault(member => member.Instance != bus.Instance && member.Profile.Id == start.Options.NodeId) is { } twin)
        {
            await bus.SayGoodbyeAsync();
            throw new PlacementException($"another node has the id {twin.Profile.Id}: {twin.Profile.Address} (pid {twin.Profile.Pid}); every node needs an id of its own");
        }
    }

    private static T Own<T>(Stack<IAsyncDisposable> owned, T part)
        where T : IAsyncDisposable
    {
        owned.Push(part);
        return part;
    }

    private static KafkaLogOptions LogOptions(NodeOptions options) => new()
    {
        BootstrapServers = string.Join(',', options.Cluster.Kafka.BootstrapServers),
        ClientId = $"actorpipeline-{options.NodeId}",
        TopicPrefix = options.Cluster.Kafka.TopicPrefix,
        ReplicationFactor = options.Cluster.Kafka.ReplicationFactor,
        Properties = options.Cluster.Kafka.Properties,

        // Brokers forget records after a week by their own timestamps, whoever still needs them: shard logs are trimmed by their checkpoints, sources by who runs them.
        TopicSettings = new Dictionary<string, string> { ["retention.ms"] = "-1" },
    };

    private static KafkaPlacementOptions PlacementOptions(NodeOptions options, IReadOnlyCollection<PlacedRole> roles) => new()
    {
        NodeId = options.NodeId,
        Roles = roles,
        SessionTimeout = options.Cluster.Kafka.SessionTimeout,
        HandOverTimeout = options.Cluster.Kafka.HandOverTimeout,
        Protocol = options.Cluster.Kafka.UsesConsumerProtocol ? GroupProtocol.Consumer : GroupProtocol.Classic,
    };

    private static ClusterBusOptions BusOptions(ClusterSections cluster) => new()
    {
        Topic = $"{cluster.Kafka.TopicPrefix}cluster",
        LiveTopic = $"{cluster.Kafka.TopicPrefix}live",
        AnnounceInterval = cluster.AnnounceInterval,
        UnreachableAfter = cluster.UnreachableAfter,
        ForgetAfter = cluster.ForgetAfter,
        MaxClockSkew = cluster.MaxClockSkew,
    };

    // What is known before the listeners are there: the port is that of the probes.
    private static NodeProfile Profile(NodeOptions options) => new()
    {
        Id = options.NodeId,
        Address = NodeAddress.Of(options, $"{options.Management.Listener.Host}:{options.Management.Listener.Port}"),
        Roles = options.Roles,
        Version = CommandLine.Version,
        Pid = Environment.ProcessId,
    };
}
