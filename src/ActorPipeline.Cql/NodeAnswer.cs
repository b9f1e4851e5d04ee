using ActorPipeline.Cql.Cluster;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql;

/// <summary>An answer and who gave it.</summary>
/// <param name="Frame">The answer.</param>
/// <param name="Node">The node that coordinated the request.</param>
internal readonly record struct NodeAnswer(CqlFrame Frame, ClusterNode Node);
