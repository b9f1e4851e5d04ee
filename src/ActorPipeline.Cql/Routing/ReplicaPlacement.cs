namespace ActorPipeline.Cql.Routing;

/// <summary>Which nodes hold a range of the ring, as Cassandra places them (locator/SimpleStrategy.java, locator/NetworkTopologyStrategy.java).</summary>
/// <typeparam name="TNode">What stands for a node.</typeparam>
internal sealed class ReplicaPlacement<TNode>
    where TNode : class, IRingNode
{
    private readonly RingEntry<TNode>[] _ring;
    private readonly Dictionary<string, (int Nodes, int Racks)> _datacenters;

    public ReplicaPlacement(RingEntry<TNode>[] ring)
    {
        _ring = ring;
        _datacenters = ring.Select(entry => entry.Node).Distinct().GroupBy(node => node.Datacenter, StringComparer.Ordinal)
            .ToDictionary(
                nodes => nodes.Key, nodes => (nodes.Count(), nodes.Select(node => node.Rack).Distinct(StringComparer.Ordinal).Count()), StringComparer.Ordinal);
    }

    public List<TNode> Replicas(int index, Replication replication) =>
        replication.Anywhere is { } factor ? Simple(index, factor) : NetworkTopology(index, replication.PerDatacenter);

    private List<TNode> Simple(int index, int factor)
    {
        var replicas = new List<TNode>(factor);
        for (var step = 0; step < _ring.Length && replicas.Count < factor; step++)
        {
            var node = _ring[(index + step) % _ring.Length].Node;
            if (!replicas.Contains(node))
            {
                replicas.Add(node);
            }
        }

        return replicas;
    }

    private List<TNode> NetworkTopology(int index, IReadOnlyDictionary<string, int> factors)
    {
        var replicas = new List<TNode>();
        var choices = new Dictionary<string, RackChoice>(StringComparer.Ordinal);
        foreach (var (name, factor) in factors)
        {
            if (_datacenters.TryGetValue(name, out var size))
            {
                choices[name] = new RackChoice(Math.Min(factor, size.Nodes), factor, size.Racks);
            }
        }

        var unfilled = choices.Values.Count(choice => !choice.IsFilled);
        for (var step = 0; step < _ring.Length && unfilled > 0; step++)
        {
            var node = _ring[(index + step) % _ring.Length].Node;
            if (choices.TryGetValue(node.Datacenter, out var choice) && !choice.IsFilled && choice.Takes(node))
            {
                replicas.Add(node);
                unfilled -= choice.IsFilled ? 1 : 0;
            }
        }

        return replicas;
    }

    /// <summary>
    /// One datacenter's picks: a node of a rack that has a replica already is taken only as far as there are more replicas than racks
    /// (NetworkTopologyStrategy.DatacenterEndpoints).
    /// </summary>
    private sealed class RackChoice(int wanted, int factor, int racks)
    {
        private readonly HashSet<string> _racks = new(StringComparer.Ordinal);
        private readonly HashSet<TNode> _nodes = [];
        private int _repeats = factor - racks;

        public bool IsFilled => _nodes.Count >= wanted;

        public bool Takes(TNode node)
        {
            if (_nodes.Contains(node))
            {
                return false;
            }

            if (_racks.Add(node.Rack))
            {
                return _nodes.Add(node);
            }

            return _repeats-- > 0 && _nodes.Add(node);
        }
    }
}
