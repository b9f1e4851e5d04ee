using ActorPipeline.Actors.Regions;
using ActorPipeline.Asking;
using ActorPipeline.Serving;
using ActorPipeline.Storage;

namespace ActorPipeline.Actors;

/// <summary>What the actors of a node are made of.</summary>
public sealed record ActorNode
{
    /// <summary>The name of every node's actor system.</summary>
    public const string SystemName = "actor-pipeline";

    /// <summary>The pipelines.</summary>
    public required IReadOnlyList<PipelineRuntime> Pipelines { get; init; }

    /// <summary>Gets the regions as they start.</summary>
    public required PartitionRegions Regions { get; init; }

    /// <summary>What this node serves.</summary>
    public required IReadOnlyCollection<PlacedRole> Roles { get; init; }

    /// <summary>Whether the cluster has an event lake, which nodes of the role lake write.</summary>
    public bool HasLake { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>How long handing over may take when the node stops: what is not finished by then is done again at the next start.</summary>
    public required TimeSpan ShutdownTimeout { get; init; }

    /// <summary>How often the node tells others what it serves, in a cluster.</summary>
    public TimeSpan AnnounceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Decides which side goes on when a cluster is parted; null for a node that is alone.</summary>
    public ILeaseTable? Leases { get; init; }

    /// <summary>The node's <c>akka</c> section as JSON; empty for none.</summary>
    public string Akka { get; init; } = "";
}
