using ActorPipeline.Cassandra.Cql;
using ActorPipeline.Cassandra.Cql.Wire;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cluster;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Placement;
using ActorPipeline.Pipelines;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;
using ActorPipeline.Store;

namespace ActorPipeline.Node.Hosting;

/// <summary>Makes the engine of a cluster's node: log and placement on Kafka, views on Cassandra, the other nodes over the log.</summary>
internal static class ClusterEngine
{
    /// <summary>Connects to the servers and starts the pipelines.</summary>
    /// <exception cref="Log.EventLogException">Kafka does not answer, or refuses.</exception>
    /// <exception cref="ViewStoreException">Cassandra does not answer, or refuses.</exception>
    /// <exception cref="PlacementException">This node cannot take part.</exception>
    public static async ValueTask<INodeEngine> StartAsync(NodeStart start, IReadOnlyCollection<PlacedRole> roles, CancellationToken cancellationToken)
    {
        var options = EngineOptionsReader.Read(start.Configuration.Cursor(), start.Options.NodeId);
        var owned = new Stack<IAsyncDisposable>();
        EngineParts parts;
        try
        {
            var log = Own(owned, new KafkaEventLog(LogOptions(start.Options), start.Clock, start.Loggers.CreateLogger<KafkaEventLog>()));
            var views = Own(owned, await OpenViewsAsync(start, cancellationToken));
            var placement = Own(owned, new KafkaPlacement(LogOptions(start.Options), PlacementOptions(start.Options, roles), start.Clock, start.Loggers.CreateLogger<KafkaPlacement>()));
            var bus = Own(owned, ClusterBus.Start(log, start.Actors, BusOptions(start.Options.Cluster), Profile(start.Options), options.Instance));
            await RefuseTwinAsync(bus, start, cancellationToken);
            parts = new EngineParts(log, views, start.Actors, options, placement, bus);
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
        await Task.Delay(start.Options.Cluster.AnnounceInterval * 1.5, start.Clock, cancellationToken);
        if (bus.Members.FirstOrDefault(member => member.Instance != bus.Instance && member.Profile.Id == start.Options.NodeId) is { } twin)
        {
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

    private static async Task<CassandraViewStore> OpenViewsAsync(NodeStart start, CancellationToken cancellationToken)
    {
        var cassandra = start.Options.Cluster.Cassandra;
        var session = await ConnectAsync(SessionOptions(cassandra) with { Time = start.Clock, Logging = start.Loggers }, cancellationToken);
        var options = new CassandraStoreOptions { Keyspace = cassandra.Keyspace, ReplicationFactor = cassandra.ReplicationFactor, KeepRows = cassandra.KeepRows };
        return await CassandraViewStore.OpenAsync(session, options, start.Loggers.CreateLogger<CassandraViewStore>(), cancellationToken);
    }

    private static async Task<CqlSession> ConnectAsync(CqlSessionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await CqlSession.ConnectAsync(options, cancellationToken);
        }
        catch (CqlException failure)
        {
            throw new ViewStoreException(failure.Message, failure);
        }
    }

    /// <summary>How a node speaks to Cassandra, but for its clock and its log.</summary>
    internal static CqlSessionOptions SessionOptions(CassandraSection cassandra) => new()
    {
        ContactPoints = [.. cassandra.ContactPoints.Select(CqlEndpoint.Parse)],
        LocalDatacenter = OrNull(cassandra.LocalDatacenter),
        Username = OrNull(cassandra.Username),
        Password = cassandra.Username.Length > 0 ? cassandra.Password : null,
        Tls = cassandra.Tls.Enabled ? Tls(cassandra.Tls) : null,
        ProtocolVersion = cassandra.ProtocolVersion,
        UseLz4 = cassandra.Compresses,
        ConnectionsPerNode = cassandra.ConnectionsPerNode,
        RequestTimeout = cassandra.RequestTimeout,
    };

    private static CqlTlsOptions Tls(CassandraTlsSection tls) => new()
    {
        AuthorityFile = OrNull(tls.CaFile),
        ClientCertificateFile = OrNull(tls.CertificateFile),
        ClientKeyFile = OrNull(tls.KeyFile),
        VerifyName = tls.VerifyName,
    };

    private static ClusterBusOptions BusOptions(ClusterSections cluster) => new()
    {
        Topic = $"{cluster.Kafka.TopicPrefix}cluster",
        LiveTopic = $"{cluster.Kafka.TopicPrefix}live",
        AnnounceInterval = cluster.AnnounceInterval,
        UnreachableAfter = cluster.UnreachableAfter,
        ForgetAfter = cluster.ForgetAfter,
    };

    // What is known before the listeners are there.
    private static NodeProfile Profile(NodeOptions options) => new()
    {
        Id = options.NodeId,
        Roles = options.Roles,
        Version = CommandLine.Version,
        Pid = Environment.ProcessId,
    };

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
