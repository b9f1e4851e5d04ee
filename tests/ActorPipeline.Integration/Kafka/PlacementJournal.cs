namespace ActorPipeline.Integration.Kafka;

/// <summary>Who serves what, and whether two ever did at once. All members may be called concurrently.</summary>
internal sealed class PlacementJournal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<string>> _owners = [];
    private readonly List<string> _overlaps = [];

    /// <summary>Partitions that came to a node while another one still served them.</summary>
    internal IReadOnlyList<string> Overlaps
    {
        get
        {
            lock (_gate)
            {
                return [.. _overlaps];
            }
        }
    }

    /// <summary>What a node serves.</summary>
    internal IReadOnlySet<int> ServedBy(string node)
    {
        lock (_gate)
        {
            return _owners.Where(owner => owner.Value.Contains(node)).Select(owner => owner.Key).ToHashSet();
        }
    }

    /// <summary>A node serves a partition from now on.</summary>
    internal void Given(string node, int partition)
    {
        lock (_gate)
        {
            var owners = _owners.TryGetValue(partition, out var known) ? known : _owners[partition] = [];
            if (owners.Count > 0)
            {
                _overlaps.Add($"{partition}: {node} beside {string.Join(", ", owners)}");
            }

            owners.Add(node);
        }
    }

    /// <summary>A node serves a partition no longer.</summary>
    internal void Gone(string node, int partition)
    {
        lock (_gate)
        {
            _owners[partition].Remove(node);
        }
    }

    /// <summary>A node is dead: it serves nothing, whether it knows or not.</summary>
    internal void Dead(string node)
    {
        lock (_gate)
        {
            foreach (var owners in _owners.Values)
            {
                owners.Remove(node);
            }
        }
    }

    /// <summary>How many partitions each of some nodes serves, when every partition is served by exactly one of them; else null.</summary>
    internal IReadOnlyList<int>? Spread(int partitions, params string[] nodes)
    {
        lock (_gate)
        {
            var isWhole = Enumerable.Range(0, partitions).All(p => _owners.TryGetValue(p, out var owners) && owners.Count == 1 && nodes.Contains(owners[0]));
            return isWhole ? [.. nodes.Select(node => _owners.Values.Count(owners => owners.Contains(node)))] : null;
        }
    }
}
