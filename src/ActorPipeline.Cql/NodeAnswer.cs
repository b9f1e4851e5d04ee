using ActorPipeline.Cql.Cluster;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql;

/// <summary>An answer and who gave it.</summary>
internal readonly record struct NodeAnswer(CqlFrame Frame, ClusterNode Node);
