using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Event;

namespace ActorPipeline.Actors.Membership;

/// <summary>Addresses of members whose port refuses connections: the operating system says that their process is gone. All members may be called
/// concurrently.</summary>
/// <remarks>At most one entry for every member that the cluster has had and not yet removed.</remarks>
internal sealed class RefusedProcesses
{
    // A failure detector is made from the configuration and knows nothing of its system but the event stream.
    private static readonly ConditionalWeakTable<EventStream, RefusedProcesses> BySystem = [];

    private readonly ConcurrentDictionary<string, bool> _addresses = new(StringComparer.Ordinal);

    /// <summary>Those that one actor system has noted.</summary>
    /// <param name="events">The system's event stream.</param>
    public static RefusedProcesses Of(EventStream events) => BySystem.GetValue(events, _ => new RefusedProcesses());

    /// <summary>Whether the process at an address is known to be gone.</summary>
    public bool Contains(string address) => _addresses.ContainsKey(address);

    /// <summary>Notes that the process at an address is gone.</summary>
    public void Add(string address) => _addresses[address] = true;

    /// <summary>Forgets an address: the member is removed, or another process has taken its place.</summary>
    public void Remove(string address) => _addresses.TryRemove(address, out _);
}
