namespace ActorPipeline.Cql.Routing;

/// <summary>Which nodes hold a range of the ring, as Cassandra places them (locator/SimpleStrategy.java, locator/NetworkTopologyStrategy.java).</summary>
/// <param name="ring">The owner of each range, in the ring's order.</param>
internal sealed class ReplicaPlacement<TNode>(TNode[] ring)
    where TNode : class, IRingNode
{
    private readonly Dictionary<string, (int Nodes, int Racks)> _datacenters = ring.Distinct().GroupBy(node => node.Datacenter, StringComparer.Ordinal)
        .ToDictionary(
            nodes => nodes.Key, nodes => (nodes.Count(), nodes.Select(node => node.Rack).Distinct(StringComparer.Ordinal).Count()), StringComparer.Ordinal);

    public List<TNode> Replicas(int index, Replication replication) =>
        replication.Anywhere is { } factor ? Simple(index, factor) : NetworkTopology(index, replication.PerDatacenter);

    private List<TNode> Simple(int index, int factor)
    {
        var replicas = new List<TNode>(factor);
        for (var step = 0; step < ring.Length && replicas.Count < factor; step++)
        {
            var node = ring[(index + step) % ring.Length];
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
        for (var step = 0; step < ring.Length && unfilled > 0; step++)
        {
            var node = ring[(index + step) % ring.Length];
            if (choices.TryGetValue(node.Datacenter, out var choice) && !choice.IsFilled && choice.Takes(node))
            {
                replicas.Add(node);
                unfilled -= choice.IsFilled ? 1 : 0;
            }
        }

        return replicas;
    }

    /// <summary>One datacenter's picks: racks with a replica already repeat only as far as there are more replicas than racks (DatacenterEndpoints).</summary>
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

            return (_racks.Add(node.Rack) || _repeats-- > 0) && _nodes.Add(node);
        }
    }
}
