namespace ActorPipeline.Tests.Architecture;

/// <summary>Which folders of a project use which, and by what.</summary>
internal sealed class FolderGraph
{
    // Enough to find the use; the rest is found once these are gone.
    private const int MostNamed = 5;

    private readonly Dictionary<string, SortedDictionary<string, SortedSet<string>>> _edges = new(StringComparer.Ordinal);

    /// <summary>The folders, in order.</summary>
    public IReadOnlyList<string> Folders => [.. _edges.Keys.Concat(_edges.Values.SelectMany(to => to.Keys)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Adds that something in a folder uses something in another one.</summary>
    /// <param name="from">The folder that uses.</param>
    /// <param name="to">The folder that is used; nothing is added when it is the same.</param>
    /// <param name="how">What uses what, for the message.</param>
    public void Add(string from, string to, string how)
    {
        if (from == to)
        {
            return;
        }

        var uses = _edges.TryGetValue(from, out var known) ? known : _edges[from] = new(StringComparer.Ordinal);
        (uses.TryGetValue(to, out var ways) ? ways : uses[to] = new(StringComparer.Ordinal)).Add(how);
    }

    /// <summary>The shortest circle through each folder that is in one, each circle once: edge by edge, with what makes it.</summary>
    public IReadOnlyList<string> Circles()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        var circles = new List<string>();
        foreach (var folder in Folders)
        {
            if (!told.Contains(folder) && ShortestPath(folder, folder) is { } circle)
            {
                told.UnionWith(circle);
                circles.Add(string.Join('\n', circle.Zip(circle.Skip(1), Describe)));
            }
        }

        return circles;
    }

    /// <summary>The uses that do not go from a later to an earlier folder of an order.</summary>
    /// <param name="order">The folders, those that others are built on first.</param>
    public IReadOnlyList<string> Against(IReadOnlyList<string> order)
    {
        var places = order.Select((folder, place) => (folder, place)).ToDictionary(pair => pair.folder, pair => pair.place, StringComparer.Ordinal);
        return [.. from edge in _edges
                   from to in edge.Value.Keys
                   where !places.TryGetValue(edge.Key, out var later) || !places.TryGetValue(to, out var earlier) || earlier > later
                   select Describe(edge.Key, to)];
    }

    private string Describe(string from, string to)
    {
        var ways = _edges[from][to];
        var more = ways.Count > MostNamed ? $", and {ways.Count - MostNamed} more" : "";
        return $"{from} -> {to}: {string.Join(", ", ways.Take(MostNamed))}{more}";
    }

    // Breadth first; of at least one edge, so that a folder's path to itself is a circle.
    private List<string>? ShortestPath(string from, string to)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([from]);
        while (queue.TryDequeue(out var folder))
        {
            foreach (var next in _edges.TryGetValue(folder, out var uses) ? uses.Keys : Enumerable.Empty<string>())
            {
                if (!cameFrom.TryAdd(next, folder))
                {
                    continue;
                }

                if (next == to)
                {
                    return PathTo(to, from, cameFrom);
                }

                queue.Enqueue(next);
            }
        }

        return null;
    }

    private static List<string> PathTo(string to, string from, Dictionary<string, string> cameFrom)
    {
        var path = new List<string> { to };
        do
        {
            path.Insert(0, cameFrom[path[0]]);
        }
        while (path[0] != from);
        return path;
    }
}
