using ActorPipeline.Actors.Live;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Nodes;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Security;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Asking;
using ActorPipeline.Serving;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors;

/// <summary>Adds a node's actors to an actor system: this is the one list of them, in the order they start.</summary>
public static class ActorPipelineHosting
{
    /// <summary>The actors of a node that is alone.</summary>
    /// <param name="node">What they are made of.</param>
    /// <exception cref="AkkaSettingException">Akka refuses a setting of the node.</exception>
    public static AkkaConfigurationBuilder AddEmbeddedNode(this AkkaConfigurationBuilder builder, ActorNode node, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(node);
        return builder
            .AddHocon(AkkaSettings.Of(node.Akka, isCluster: false, Overrides(node, "akka.actor.provider = local")), HoconAddMode.Prepend)
            .AddSetup(new LoggingSetup(loggers))
            .WithActors((system, _) => StartEmbedded(system, node))
            .AddStartup((system, _) => EmbeddedShutdown.Register(system, node));
    }

    /// <summary>The actors of a node of a cluster. It serves nothing before it has joined.</summary>
    /// <param name="node">What they are made of.</param>
    /// <param name="cluster">Its place in the cluster.</param>
    /// <param name="remoting">Settings of its address and its roles, in HOCON.</param>
    /// <param name="tls">Its certificate, which outlives the system; null where connections between nodes are not encrypted.</param>
    /// <exception cref="AkkaSettingException">Akka refuses a setting of the node.</exception>
    public static AkkaConfigurationBuilder AddClusterNode(
        this AkkaConfigurationBuilder builder, ActorNode node, ClusterNode cluster, string remoting, ClusterTls? tls, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(node.Leases);
        foreach (var setup in tls is null ? [] : TlsRemoting.Setups(tls, loggers))
        {
            builder.AddSetup(setup);
        }

        return builder
            .AddHocon(
                AkkaSettings.Of(node.Akka, isCluster: true, Overrides(node, tls is null ? remoting : $"{remoting}\n{TlsRemoting.Hocon}")),
                HoconAddMode.Prepend)
            .AddSetup(new LoggingSetup(loggers))
            .AddSetup(new LeaseSetup(node.Leases, node.Time))
            .AddStartup((system, _) => StartClusterAsync(system, node, cluster));
    }

    internal static void StartEmbedded(ActorSystem system, ActorNode node)
    {
        node.Regions.System = system;
        system.ActorOf(Props.Create<DeadLetterCounter>(), "dead-letters");
        foreach (var pipeline in node.Pipelines)
        {
            StartLocal(system, node, pipeline, PlacedRole.Shards, pipeline.Definition.Shards);
            StartLocal(system, node, pipeline, PlacedRole.Intake, pipeline.Definition.Source.Partitions);
            StartLocal(system, node, pipeline, PlacedRole.Lake, pipeline.Definition.Source.Partitions);
            if (pipeline.Jobs.Count > 0)
            {
                StartLocal(system, node, pipeline, PlacedRole.Batch, 1);
            }
        }
    }

    internal static async Task StartClusterAsync(ActorSystem system, ActorNode node, ClusterNode cluster)
    {
        node.Regions.System = system;
        cluster.Attach(system);
        system.ActorOf(Props.Create<DeadLetterCounter>(), "dead-letters");
        system.ActorOf(Props.Create<RemovalWatch>(), "removal-watch");
        system.ActorOf(Props.Create(() => new ProcessWatch(TcpPortProbe.By(node.Time), new RemovedMembers(node.Leases!))), "process-watch");
        system.ActorOf(Props.Create(() => new NodeActor(cluster.Here, cluster.Table, node.AnnounceInterval)), NodeActor.Name);
        system.ActorOf(Props.Create(() => new LiveActor(cluster.Here, cluster.Table, cluster.Relay)), LiveActor.Name);
        foreach (var pipeline in node.Pipelines)
        {
            await StartShardedAsync(system, node, pipeline, PlacedRole.Shards, pipeline.Definition.Shards);
            await StartShardedAsync(system, node, pipeline, PlacedRole.Intake, pipeline.Definition.Source.Partitions);
            if (node.HasLake)
            {
                await StartShardedAsync(system, node, pipeline, PlacedRole.Lake, pipeline.Definition.Source.Partitions);
            }

            if (pipeline.Jobs.Count > 0)
            {
                StartSingleton(system, node, pipeline);
            }
        }
    }

    internal static string RegionName(PipelineRuntime pipeline, PlacedRole role) =>
        $"{pipeline.Definition.Name}-{NameOf(role)}";

    private static string NameOf(PlacedRole role) => role.ToString().ToLowerInvariant();

    // A region of a role that the node does not have serves nothing.
    private static void StartLocal(ActorSystem system, ActorNode node, PipelineRuntime pipeline, PlacedRole role, int partitions)
    {
        if (node.Roles.Contains(role))
        {
            var entity = EntityProps(pipeline, role, node.Time);
            var props = Props.Create(() => new LocalRegion(entity, partitions, new PartitionExtractor(partitions)));
            node.Regions.Add(pipeline.Definition.Name, role, system.ActorOf(props, RegionName(pipeline, role)));
        }
    }

    // A node without the role reaches the region of those that have it through a proxy.
    private static async Task StartShardedAsync(ActorSystem system, ActorNode node, PipelineRuntime pipeline, PlacedRole role, int partitions)
    {
        var (sharding, name, roleName) = (ClusterSharding.Get(system), RegionName(pipeline, role), NameOf(role));
        var extractor = new PartitionExtractor(partitions);
        if (!node.Roles.Contains(role))
        {
            node.Regions.Add(pipeline.Definition.Name, role, await sharding.StartProxyAsync(name, roleName, extractor));
            return;
        }

        var settings = ClusterShardingSettings.Create(system).WithRole(roleName);
        var strategy = sharding.DefaultShardAllocationStrategy(settings);
        var region = await sharding.StartAsync(name, _ => EntityProps(pipeline, role, node.Time), settings, extractor, strategy, Messages.HandOver.Instance);
        node.Regions.Add(pipeline.Definition.Name, role, region);
        var starter = system.ActorOf(Props.Create(() => new Starter(region, partitions, () => ClusterShutdown.OnRegionLost(system))), $"{name}-starter");
        ClusterShutdown.Silence(system, starter);
    }

    // The batch singleton: of all nodes that have the role the oldest runs a pipeline's jobs, and the next one when it is gone. Which one that is may be wrong
    // for a while: what a run claims it claims by an epoch in the store.
    private static void StartSingleton(ActorSystem system, ActorNode node, PipelineRuntime pipeline)
    {
        var (name, roleName) = (RegionName(pipeline, PlacedRole.Batch), NameOf(PlacedRole.Batch));
        if (node.Roles.Contains(PlacedRole.Batch))
        {
            var entity = EntityProps(pipeline, PlacedRole.Batch, node.Time);
            var singleton = Props.Create(() => new LocalRegion(entity, 1, new PartitionExtractor(1)));
            var settings = ClusterSingletonManagerSettings.Create(system).WithRole(roleName);
            system.ActorOf(ClusterSingletonManager.Props(singleton, Messages.HandOver.Instance, settings), name);
        }

        var proxy = ClusterSingletonProxy.Props($"/user/{name}", ClusterSingletonProxySettings.Create(system).WithRole(roleName));
        node.Regions.Add(pipeline.Definition.Name, PlacedRole.Batch, system.ActorOf(proxy, $"{name}-proxy"));
    }

    private static Props EntityProps(PipelineRuntime pipeline, PlacedRole role, TimeProvider time) => role switch
    {
        PlacedRole.Intake => Props.Create(() => new IntakeEntity(pipeline, time)),
        PlacedRole.Shards => Props.Create(() => new ShardEntity(pipeline, time)),
        PlacedRole.Lake => Props.Create(() => new LakeEntity(pipeline, time)),
        _ => Props.Create(() => new BatchEntity(pipeline, time)),
    };

    // Akka's phases have time-outs of their own; the node's own limit ends what takes too long before.
    private static string Overrides(ActorNode node, string more) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout = {(long)(node.ShutdownTimeout * 1.5).TotalMilliseconds}ms\n{more}");
}
