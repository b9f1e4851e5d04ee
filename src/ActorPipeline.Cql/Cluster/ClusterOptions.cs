using ActorPipeline.Cql.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Cluster;

/// <summary>What the control connection and the pools need of a session's options; see <c>CqlSessionOptions</c>, where the defaults are stated.</summary>
internal sealed record ClusterOptions
{
    public required IReadOnlyList<CqlEndpoint> ContactPoints { get; init; }

    /// <summary>The datacenter whose nodes get requests; null for that of the first node that answers.</summary>
    public required string? LocalDatacenter { get; init; }

    public required int ConnectionsPerNode { get; init; }
    public required int MaxStreams { get; init; }
    public required int MaxWaitingRequests { get; init; }
    public required TimeSpan RequestTimeout { get; init; }
    public required TimeSpan ReconnectAfter { get; init; }
    public required TimeSpan ReconnectAtMostAfter { get; init; }
    public required TimeSpan SchemaAgreementTimeout { get; init; }
    public required TimeSpan CloseTimeout { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILoggerFactory Logging { get; init; }
}
