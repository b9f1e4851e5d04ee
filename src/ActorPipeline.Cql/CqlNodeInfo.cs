using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql;

/// <summary>What a session knows of a node at one moment.</summary>
/// <param name="HostId">Its identity, which outlives a change of address.</param>
/// <param name="IsLocal">Whether it is of the session's datacenter: only those get requests.</param>
/// <param name="OpenConnections">Connections open to it for requests; a node with none is down for this session.</param>
/// <param name="InFlight">Requests sent to it and not answered.</param>
public sealed record CqlNodeInfo(
    CqlEndpoint Endpoint, Guid HostId, string Datacenter, bool IsLocal, int OpenConnections, int InFlight);
