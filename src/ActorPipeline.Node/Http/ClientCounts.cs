using System.Net;
using System.Runtime.InteropServices;

namespace ActorPipeline.Node.Http;

/// <summary>What each client has of something. A client that has nothing is forgotten, so memory is bounded by what there is to have.</summary>
internal sealed class ClientCounts
{
    private readonly Dictionary<IPAddress, long> _counts = [];

    public long this[IPAddress client] => _counts.GetValueOrDefault(client);

    public void Add(IPAddress client, long change)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, client, out _);
        count += change;
        if (count == 0)
        {
            _counts.Remove(client);
        }
    }
}
