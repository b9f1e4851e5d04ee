using System.Globalization;
using System.Text.Json;
using ActorPipeline.Actors;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Kafka;
using ActorPipeline.Lake;
using ActorPipeline.Lake.Sql;
using ActorPipeline.Lake.Views;
using ActorPipeline.Log;
using ActorPipeline.Node.Settings;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using Akka.Actor;

namespace ActorPipeline.Node.Engines;

/// <summary>The engine of a cluster's node: the log on Kafka, views on Cassandra, partitions and questions over the cluster of actor systems.</summary>
internal sealed partial class ClusterEngine : INodeEngine
{
    private readonly List<PipelineRuntime> _pipelines = [];
    private readonly CassandraViewStore _store;
    private readonly StopProgress _stopping;
    private readonly CancellationTokenSource _leaving = new();
    private ParquetLake? _lake;
    private IRowStore? _rows;
    private ActorHost? _actors;
    private Task _contact = Task.CompletedTask;
    private Task _clock = Task.CompletedTask;
    private int _disposed;

    private ClusterEngine(IEventLog log, CassandraViewStore store, ClusterNode cluster, StopProgress stopping) =>
        (Log, _store, Cluster, _stopping) = (log, store, cluster, stopping);

    public IReadOnlyList<IPipelineRuntime> Pipelines => _pipelines;

    public IEventLog Log { get; }

    public IRowStore Rows => _rows!;

    public LakeTables? Tables { get; private set; }

    public ISchemaPlan Schema => _store;

    public ActorSystem Actors => _actors!.System;

    public ClusterNode Cluster { get; }

    /// <summary>Connects to the servers, starts the pipelines and joins the cluster.</summary>
    /// <exception cref="EventLogException">Kafka does not answer, or refuses.</exception>
    /// <exception cref="ViewStoreException">Cassandra does not answer, or refuses.</exception>
    /// <exception cref="JoinRefusedException">The node must not join.</exception>
    /// <exception cref="NodeStartException">Akka.NET refuses a setting, or cannot listen.</exception>
    public static async ValueTask<INodeEngine> StartAsync(NodeStart start, CancellationToken cancellationToken)
    {
        var kafka = start.Options.Cluster.Kafka with { ClientId = $"actorpipeline-{start.Options.NodeId}" };
        var log = new KafkaEventLog(kafka, start.Clock, start.Loggers.CreateLogger<KafkaEventLog>());
        ClusterEngine engine;
        try
        {
            var store = await CassandraViews.OpenAsync(start.Options, start.Clock, start.Loggers, cancellationToken);
            engine = new ClusterEngine(log, store, new ClusterNode(Profile(start), start.Options.Cluster.MaxClockSkew, start.Clock), start.Stopping);
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }

        try
        {
            await engine.StartAsync(start, EngineOptionsReader.Read(start.Configuration.Cursor(), start.Options.NodeId), cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _stopping.WaitFor("Cassandra to take its contact out");
        await _leaving.CancelAsync();
        await _clock.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _contact.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_actors is not null)
        {
            await _actors.DisposeAsync();
        }

        foreach (var pipeline in _pipelines)
        {
            _stopping.WaitFor($"partitions of {pipeline.Definition.Name}");
            await pipeline.DisposeAsync();
        }

        _lake?.Dispose();
        _stopping.WaitFor("the connections to Cassandra");
        await _store.DisposeAsync();
        _stopping.WaitFor("Kafka's clients");
        await Log.DisposeAsync();
        _leaving.Dispose();
    }

    private async Task StartAsync(NodeStart start, EngineOptions options, CancellationToken cancellationToken)
    {
        var regions = new PartitionRegions(isAlone: false, options.Backoff.Shortest, start.Clock);
        _lake = NodeEngineFactory.OpenLake(start.Options, options);
        var views = _lake is null ? null : new ParquetViews(_lake);
        Tables = _lake is null || views is null ? null : new LakeTables(_lake, views);
        _rows = new LayeredRows(_store, _store, views);
        var host = EngineHost.OnThreadPool(start.Clock, start.Loggers);
        var parts = Cluster.Connect(new EngineParts(Log, EngineStores.Of(_store), host, options, regions)
        {
            Lake = _lake,
            JobsOf = pipeline => NodeEngineFactory.JobsOf(start.Options, _lake, views, _store, start.Options.Cluster.Store.KeepRows, pipeline),
        });
        await NodeEngineFactory.StartPipelinesAsync(start.Options.Pipelines, parts, _pipelines, cancellationToken);
        var node = new ActorNode
        {
            Pipelines = _pipelines,
            Regions = regions,
            Roles = NodeEngineFactory.RolesOf(start.Options),
            HasLake = start.Options.Lake.Folder.Length > 0,
            Time = start.Clock,
            ShutdownTimeout = start.Options.ShutdownTimeout,
            AnnounceInterval = start.Options.Cluster.AnnounceInterval,
            Leases = _store.Leases,
            Akka = start.Options.Akka,
        };
        var cluster = start.Options.Cluster;
        if (start.Tls is null && !JoinChecks.IsLoopback(cluster.Host))
        {
            Insecure(start.Loggers.CreateLogger<ClusterEngine>(), cluster.Host, cluster.Port);
        }

        _actors = await ActorHost.StartAsync(
            builder => builder.AddClusterNode(node, Cluster, Remoting(start.Options), start.Tls, start.Loggers), cancellationToken);
        await JoinAsync(start, options, cancellationToken);
    }

    private async Task JoinAsync(NodeStart start, EngineOptions options, CancellationToken cancellationToken)
    {
        var instance = $"{Environment.MachineName}/{options.Instance}";
        var self = new Contact("", start.Options.NodeId, instance, CommandLine.Version, IsMember: false, 0, TimeSpan.Zero);
        var joins = $"joining the cluster as {Cluster.Address}";
        start.Starting(joins);
        var joining = new ClusterJoining(_store.Contacts, _store.Leases, self, start.Clock, start.Loggers.CreateLogger<ClusterJoining>())
        {
            Waiting = reason => start.Starting($"{joins}: {reason}"),
        };
        await joining.JoinAsync(Actors, cancellationToken);
        _contact = joining.KeepContactAsync(Actors, _leaving.Token);
        _clock = Cluster.WatchClockAsync(_store, start.Loggers.CreateLogger<ClusterNode>(), _leaving.Token);
        CoordinatedShutdown.Get(Actors).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "remove-contact", async () =>
        {
            await _leaving.CancelAsync();
            await _contact;
            return Akka.Done.Instance;
        });
    }

    // The node's address and roles in the cluster, for Akka.NET.
    private static string Remoting(NodeOptions options)
    {
        var (host, port) = (options.Cluster.Host, options.Cluster.Port);
        var shown = options.NodeHost.Length > 0 ? options.NodeHost : host;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            akka.remote.dot-netty.tcp { hostname = {{Text(host)}}, public-hostname = {{Text(shown)}}, port = {{port}} }
            akka.remote.enabled-transports = ["akka.remote.dot-netty.tcp"]
            akka.cluster.roles = [{{string.Join(", ", options.Roles.Select(Text))}}]
            """);
    }

    private static string Text(string text) => JsonSerializer.Serialize(text);

    [LoggerMessage(61, LogLevel.Warning, "cluster.insecure = on: without TLS whoever reaches port {Port} of {Host} owns this node and can change "
        + "its results; set cluster.tls unless the network is private")]
    private static partial void Insecure(ILogger logger, string host, int port);

    // What is known before the listeners are there.
    private static NodeProfile Profile(NodeStart start) => new()
    {
        Id = start.Options.NodeId,
        Roles = start.Options.Roles,
        Version = CommandLine.Version,
        Pid = Environment.ProcessId,
        StartedMs = start.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
    };
}
