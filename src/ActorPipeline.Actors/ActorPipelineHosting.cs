using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors;

/// <summary>Adds a node's actors to an actor system: this is the one list of them, in the order they start.</summary>
public static class ActorPipelineHosting
{
    /// <summary>The actors of a node that is alone.</summary>
    /// <param name="builder">Builds the actor system.</param>
    /// <param name="node">What they are made of.</param>
    /// <param name="loggers">Where the system logs.</param>
    /// <exception cref="AkkaSettingException">Akka refuses a setting of the node.</exception>
    public static AkkaConfigurationBuilder AddEmbeddedNode(this AkkaConfigurationBuilder builder, ActorNode node, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(node);
        return builder
            .AddHocon(AkkaSettings.Of(node.Akka, $"akka.actor.provider = local, {Timeouts(node)}"), HoconAddMode.Prepend)
            .ConfigureLoggers(setup => setup.To(loggers))
            .WithActors((system, _) =>
            {
                node.Regions.System = system;
                system.ActorOf(Props.Create<DeadLetterCounter>(), "dead-letters");
                foreach (var pipeline in node.Pipelines)
                {
                    StartLocal(system, node, pipeline, PlacedRole.Shards, pipeline.Definition.Shards);
                    StartLocal(system, node, pipeline, PlacedRole.Intake, pipeline.Definition.Source.Partitions);
                }
            })
            .AddStartup((system, _) => EmbeddedShutdown.Register(system, node));
    }

    /// <summary>The name of a region.</summary>
    internal static string RegionName(PipelineRuntime pipeline, PlacedRole role) => $"{pipeline.Definition.Name}-{(role == PlacedRole.Intake ? "intake" : "shards")}";

    // A region of a role that the node does not have serves nothing.
    private static void StartLocal(ActorSystem system, ActorNode node, PipelineRuntime pipeline, PlacedRole role, int partitions)
    {
        if (node.Roles.Contains(role))
        {
            var props = Props.Create(() => new LocalRegion(EntityProps(pipeline, role, node.Time), partitions, new PartitionExtractor(partitions)));
            node.Regions.Add(pipeline.Definition.Name, role, system.ActorOf(props, RegionName(pipeline, role)));
        }
    }

    private static Props EntityProps(PipelineRuntime pipeline, PlacedRole role, TimeProvider time) => role == PlacedRole.Intake
        ? Props.Create(() => new IntakeEntity(pipeline, time))
        : Props.Create(() => new ShardEntity(pipeline, time));

    // Akka's phases have time-outs of their own; the node's own limit ends what takes too long before.
    private static string Timeouts(ActorNode node) =>
        $"akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout = {(long)(node.ShutdownTimeout * 1.5).TotalMilliseconds}ms";

    private static void To(this LoggerConfigBuilder setup, ILoggerFactory loggers)
    {
        setup.ClearLoggers();
        setup.AddLoggerFactory(loggers);
    }
}
