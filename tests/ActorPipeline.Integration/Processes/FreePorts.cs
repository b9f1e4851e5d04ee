using System.Net.NetworkInformation;

namespace ActorPipeline.Integration.Processes;

/// <summary>Ports that stay free while a node is away.</summary>
internal static class FreePorts
{
    // Below what Linux and Windows hand out to clients, whose connections could sit on the port of a node that is gone for a moment.
    private const int First = 20_000;
    private const int Count = 10_000;

    // Those given away, of which some may not be listened on yet.
    private static readonly HashSet<int> Given = [];

    /// <summary>Two ports that nobody listens on.</summary>
    public static (int Web, int Operators) Pair() => Pairs(1)[0];

    /// <summary>Pairs of ports that nobody listens on, each port once.</summary>
    public static IReadOnlyList<(int Web, int Operators)> Pairs(int count)
    {
        lock (Given)
        {
            var taken = Taken();
            var ports = Candidates().Where(port => !taken.Contains(port)).Take(2 * count).ToList();
            Given.UnionWith(ports);
            return [.. ports.Chunk(2).Select(pair => (pair[0], pair[1]))];
        }
    }

    /// <summary>A port such that nobody listens on any of those at the given distances from it.</summary>
    public static int Block(IReadOnlyCollection<int> distances)
    {
        lock (Given)
        {
            var taken = Taken();
            var block = Candidates().First(port => distances.All(distance => !taken.Contains(port + distance)));
            Given.UnionWith(distances.Select(distance => block + distance));
            return block;
        }
    }

    private static HashSet<int> Taken() => [.. Given, .. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)];

    private static IEnumerable<int> Candidates()
    {
        var start = Environment.ProcessId;
        return Enumerable.Range(0, Count).Select(step => First + ((start + step) % Count));
    }
}
