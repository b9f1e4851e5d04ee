using System.Net.NetworkInformation;

namespace ActorPipeline.Integration.Processes;

/// <summary>Ports that stay free while a node is away.</summary>
internal static class FreePorts
{
    // Below what Linux and Windows hand out to clients, whose connections could sit on the port of a node that is gone for a moment.
    private const int First = 20_000;
    private const int Count = 10_000;

    /// <summary>Two ports that nobody listens on.</summary>
    public static (int Web, int Operators) Pair()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        var start = Environment.ProcessId;
        int[] free = [.. Enumerable.Range(0, Count).Select(step => First + ((start + step) % Count)).Where(port => !taken.Contains(port)).Take(2)];
        return (free[0], free[1]);
    }
}
