using ActorPipeline.Cql.Routing;

namespace ActorPipeline.Cql.Cluster;

/// <summary>A node of the cluster as the session sees it. The same object for as long as the node keeps its identity, address and place.</summary>
internal sealed class ClusterNode(NodeDescription description, NodePool? pool) : IRingNode
{
    public NodeDescription Description { get; } = description;

    /// <summary>The connections to it; null for nodes of other datacenters, which are never asked.</summary>
    public NodePool? Pool { get; } = pool;

    public string Datacenter => Description.Datacenter;

    public string Rack => Description.Rack;
}
