using ActorPipeline.Cql.Routing;

namespace ActorPipeline.Cql.Cluster;

/// <summary>The cluster at one moment: nodes, ring, replicas. Immutable; a new one replaces it whole.</summary>
internal sealed record ClusterModel(ClusterNode[] Nodes, ClusterNode[] LocalNodes, TokenMap<ClusterNode> Tokens)
{
    public static ClusterModel Empty { get; } = new([], [], new TokenMap<ClusterNode>([], new Dictionary<string, Replication>(), ""));

    /// <summary>The nodes to try for a request, in order.</summary>
    /// <param name="keyspace">The keyspace of the statement's table; null when it is not known.</param>
    /// <param name="token">The token of its partition; null when it is not known.</param>
    public QueryPlan<ClusterNode> Plan(string? keyspace, long? token, uint turn) =>
        new(token is { } known ? Tokens.Replicas(keyspace, known) : [], LocalNodes, turn);
}
