using ActorPipeline.Actors;
using ActorPipeline.Cluster;
using ActorPipeline.Log;
using ActorPipeline.Placement;
using ActorPipeline.Store;

namespace ActorPipeline.Runtime;

/// <summary>What the pipelines of a node run on. They own none of it.</summary>
/// <param name="Log">The event log.</param>
/// <param name="Store">The view store.</param>
/// <param name="System">The actor system; its clock is the pipelines'.</param>
/// <param name="Options">The engine's settings.</param>
/// <param name="Placement">Says which partitions this node serves.</param>
/// <param name="Peers">The other nodes; null for a node that is alone.</param>
public sealed record EngineParts(IEventLog Log, IViewStore Store, ActorSystem System, EngineOptions Options, IShardPlacement Placement, IPeers? Peers = null);
