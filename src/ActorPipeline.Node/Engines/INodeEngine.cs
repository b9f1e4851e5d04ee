using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Security;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded;
using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Lake.Sql;
using ActorPipeline.Log;
using ActorPipeline.Node.Settings;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using Akka.Actor;

namespace ActorPipeline.Node.Engines;

/// <summary>The running pipelines and what stands beneath them: all that the listeners know of the engine. Members may be called concurrently.
/// Partitions are handed over by the actor system's coordinated shutdown; disposing of the engine after that closes log and store, once.</summary>
internal interface INodeEngine : IAsyncDisposable
{
    /// <summary>The pipelines of this node, in declared order.</summary>
    IReadOnlyList<IPipelineRuntime> Pipelines { get; }

    IEventLog Log { get; }

    IRowStore Rows { get; }

    /// <summary>The tables of the event lake; null where this node has no lake.</summary>
    LakeTables? Tables { get; }

    /// <summary>What the stores need on servers; null for a node that keeps all it needs in its own folder.</summary>
    ISchemaPlan? Schema { get; }

    ActorSystem Actors { get; }

    /// <summary>The cluster this node belongs to; null for a node that is alone.</summary>
    ClusterNode? Cluster { get; }
}

/// <summary>What a node is made of that its host does not know: how pipelines are read, and what runs them in each mode.</summary>
internal interface INodeEngineFactory
{
    /// <summary>Reads the pipelines a configuration declares, without running them.</summary>
    /// <exception cref="ConfigurationException">A pipeline, or a setting of the engine, is not as expected.</exception>
    IReadOnlyList<PipelineDefinition> ReadPipelines(HoconConfig configuration);

    /// <summary>Says what a node of these options would lay out on the servers it shares with others, without doing so.</summary>
    /// <returns>The statements; none for a node that keeps all it needs in its own folder.</returns>
    /// <exception cref="NodeStartException">The servers do not answer, or refuse.</exception>
    ValueTask<IReadOnlyList<SchemaStatement>> PlanAsync(NodeOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken);

    /// <summary>Opens log and store and starts the pipelines.</summary>
    /// <exception cref="NodeStartException">Something its user can mend keeps it from starting.</exception>
    ValueTask<INodeEngine> StartAsync(NodeStart start, CancellationToken cancellationToken);
}

/// <summary>What an engine starts with.</summary>
/// <param name="Configuration">The whole configuration, for sections only the engine knows.</param>
internal sealed record NodeStart(NodeOptions Options, HoconConfig Configuration, DataFolder Folder, TimeProvider Clock, ILoggerFactory Loggers)
{
    /// <summary>The node's certificate, which outlives the engine; null where connections between nodes are not encrypted.</summary>
    public ClusterTls? Tls { get; init; }

    /// <summary>Told what the node waits for when it starts; nobody listens by default.</summary>
    public Action<string> Starting { get; init; } = _ => { };

    /// <summary>Told what the node waits for when it stops.</summary>
    public required StopProgress Stopping { get; init; }
}
