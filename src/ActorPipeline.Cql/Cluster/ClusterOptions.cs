using ActorPipeline.Cql.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Cluster;

/// <summary>What the control connection and the pools need of a session's options; see <c>CqlSessionOptions</c>, where the defaults are stated.</summary>
internal sealed record ClusterOptions
{
    /// <summary>Nodes to ask first.</summary>
    public required IReadOnlyList<CqlEndpoint> ContactPoints { get; init; }

    /// <summary>The datacenter whose nodes get requests; null for that of the first node that answers.</summary>
    public required string? LocalDatacenter { get; init; }

    /// <summary>Connections to every node of the datacenter.</summary>
    public required int ConnectionsPerNode { get; init; }

    /// <summary>Requests under way on one connection at once.</summary>
    public required int MaxStreams { get; init; }

    /// <summary>Requests that may wait for room on one node.</summary>
    public required int MaxWaitingRequests { get; init; }

    /// <summary>How long a question to a system table may take.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>The first pause before connecting again.</summary>
    public required TimeSpan ReconnectAfter { get; init; }

    /// <summary>The longest pause before connecting again.</summary>
    public required TimeSpan ReconnectAtMostAfter { get; init; }

    /// <summary>How long a change of the schema waits for all nodes to know it.</summary>
    public required TimeSpan SchemaAgreementTimeout { get; init; }

    /// <summary>How long closing waits for requests under way.</summary>
    public required TimeSpan CloseTimeout { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where the cluster's parts log.</summary>
    public required ILoggerFactory Logging { get; init; }
}
