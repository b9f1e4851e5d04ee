using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Cluster;

/// <summary>A row of system.local or system.peers_v2.</summary>
/// <param name="HostId">The node's identity.</param>
/// <param name="Endpoint">Where it answers.</param>
/// <param name="Datacenter">Its datacenter.</param>
/// <param name="Rack">Its rack.</param>
/// <param name="ReleaseVersion">Its version of Cassandra.</param>
/// <param name="SchemaVersion">The version of the schema it knows.</param>
/// <param name="Tokens">Its tokens.</param>
internal sealed record NodeDescription(
    Guid HostId, CqlEndpoint Endpoint, string Datacenter, string Rack, string ReleaseVersion, Guid SchemaVersion, IReadOnlyList<long> Tokens)
{
    /// <summary>Whether connections to one are connections to the other.</summary>
    public bool IsSameNode(NodeDescription other) =>
        HostId == other.HostId && Endpoint == other.Endpoint && Datacenter == other.Datacenter && Rack == other.Rack;
}
