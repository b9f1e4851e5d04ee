namespace ActorPipeline.Cql.Routing;

/// <summary>The token ring, and for each keyspace the replicas of every range. Immutable: a new one replaces it when nodes or keyspaces change.</summary>
internal sealed class TokenMap<TNode>
    where TNode : class, IRingNode
{
    private readonly long[] _tokens;
    private readonly Dictionary<string, TNode[][]> _replicas = new(StringComparer.Ordinal);

    /// <summary>Computes the replicas of every range of every keyspace.</summary>
    /// <param name="nodes">The nodes with their tokens.</param>
    /// <param name="datacenter">Only replicas of this datacenter are kept: the others are never asked.</param>
    public TokenMap(IEnumerable<(TNode Node, IReadOnlyList<long> Tokens)> nodes, IReadOnlyDictionary<string, Replication> keyspaces, string datacenter)
    {
        var ring = nodes.SelectMany(entry => entry.Tokens.Select(token => (Token: token, entry.Node))).OrderBy(entry => entry.Token).ToArray();
        _tokens = [.. ring.Select(entry => entry.Token)];
        var placement = new ReplicaPlacement<TNode>([.. ring.Select(entry => entry.Node)]);
        foreach (var alike in keyspaces.GroupBy(keyspace => keyspace.Value.Key))
        {
            var replication = alike.First().Value;
            TNode[][] replicas = [.. ring.Select((_, index) => placement.Replicas(index, replication).Where(node => node.Datacenter == datacenter).ToArray())];
            foreach (var (keyspace, _) in alike)
            {
                _replicas[keyspace] = replicas;
            }
        }
    }

    /// <summary>The replicas of a token in the session's datacenter, the primary first. Allocates nothing.</summary>
    /// <returns>Empty when the keyspace is not known, has no computable replicas, or none here.</returns>
    public TNode[] Replicas(string? keyspace, long token)
    {
        if (keyspace is null || _tokens.Length == 0 || !_replicas.TryGetValue(keyspace, out var replicas))
        {
            return [];
        }

        // A range ends with its token, inclusive; what is above the last token wraps to the first.
        var index = Array.BinarySearch(_tokens, token);
        index = index < 0 ? ~index : index;
        return replicas[index == _tokens.Length ? 0 : index];
    }
}
