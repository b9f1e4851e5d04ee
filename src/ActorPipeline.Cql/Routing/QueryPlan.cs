namespace ActorPipeline.Cql.Routing;

/// <summary>
/// The nodes to try for one request, in order: the replicas of its token from a rotating start, then the other nodes of the datacenter from a rotating start.
/// Nodes of other datacenters are never in it. A plan is a value on the caller's stack and allocates nothing.
/// </summary>
internal struct QueryPlan<TNode>(TNode[] replicas, TNode[] nodes, uint turn)
    where TNode : class
{
    private int _next;

    public TNode? Next()
    {
        if (_next < replicas.Length)
        {
            return replicas[(int)((turn + (uint)_next++) % (uint)replicas.Length)];
        }

        while (_next < replicas.Length + nodes.Length)
        {
            var node = nodes[(int)((turn + (uint)(_next++ - replicas.Length)) % (uint)nodes.Length)];
            if (Array.IndexOf(replicas, node) < 0)
            {
                return node;
            }
        }

        return null;
    }
}
