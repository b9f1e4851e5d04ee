using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Cluster;

/// <summary>A row of system.local or system.peers_v2.</summary>
internal sealed record NodeDescription(
    Guid HostId, CqlEndpoint Endpoint, string Datacenter, string Rack, string ReleaseVersion, Guid SchemaVersion, IReadOnlyList<long> Tokens)
{
    public bool IsSameNode(NodeDescription other) =>
        HostId == other.HostId && Endpoint == other.Endpoint && Datacenter == other.Datacenter && Rack == other.Rack;
}
