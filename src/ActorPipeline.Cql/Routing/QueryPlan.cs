namespace ActorPipeline.Cql.Routing;

/// <summary>
/// The nodes to try for one request, in order: the replicas of its token from a rotating start, then the other nodes of the datacenter from a rotating start.
/// Nodes of other datacenters are never in it. A plan is a value on the caller's stack and allocates nothing.
/// </summary>
/// <typeparam name="TNode">What stands for a node.</typeparam>
internal struct QueryPlan<TNode>
    where TNode : class
{
    private readonly TNode[] _replicas;
    private readonly TNode[] _nodes;
    private readonly uint _turn;
    private int _next;

    public QueryPlan(TNode[] replicas, TNode[] nodes, uint turn)
    {
        _replicas = replicas;
        _nodes = nodes;
        _turn = turn;
    }

    public TNode? Next()
    {
        if (_next < _replicas.Length)
        {
            return _replicas[(int)((_turn + (uint)_next++) % (uint)_replicas.Length)];
        }

        while (_next < _replicas.Length + _nodes.Length)
        {
            var node = _nodes[(int)((_turn + (uint)(_next++ - _replicas.Length)) % (uint)_nodes.Length)];
            if (!Contains(_replicas, node))
            {
                return node;
            }
        }

        return null;
    }

    private static bool Contains(TNode[] nodes, TNode wanted)
    {
        foreach (var node in nodes)
        {
            if (ReferenceEquals(node, wanted))
            {
                return true;
            }
        }

        return false;
    }
}
